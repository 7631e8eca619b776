using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace ServerlessML.Serving.Feedback;

/// <summary><c>POST /v1/{deployment}/feedback</c>: outcomes by request id, whenever they are known.</summary>
public sealed class FeedbackEndpoint(
    GatewayOptions options,
    DeploymentTable table,
    ConcurrencyGate gate,
    FeedbackQueue queue,
    TimeProvider time
)
{
    public async Task HandleAsync(HttpContext context, string name)
    {
        var requestId = RequestIds.Next();
        try
        {
            var (fault, accepted) = table.TryGet(name, out var deployment) ? await TakeAsync(context, deployment) : (table.WhyNot(name), 0);
            if (fault is not null)
            {
                deployment?.Faults.Add(fault.Code);
                await Problems.WriteAsync(context, fault, requestId);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, new { accepted }, Contracts.Wire.Options, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    private async Task<(Fault? Fault, int Accepted)> TakeAsync(HttpContext context, Deployment deployment)
    {
        if (EncodedBody.Refuse(context.Request) is { } encoded)
        {
            return (encoded, 0);
        }

        ReadResult body;
        try
        {
            body = await RequestBody.ReadAsync(context, options);
        }
        catch (BadHttpRequestException bad)
        {
            return (Fault.OfBody(bad, options.MaxBodyBytes), 0);
        }

        try
        {
            return gate.TryEnter() ? Take(context.Request, deployment, body.Buffer) : (Fault.Busy(gate.Limit), 0);
        }
        catch (BadHttpRequestException bad)
        {
            return (Fault.OfBody(bad, options.MaxBodyBytes), 0);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.Buffer.End);
        }
    }

    // The caller has entered the gate.
    private (Fault? Fault, int Accepted) Take(HttpRequest request, Deployment deployment, ReadOnlySequence<byte> body)
    {
        try
        {
            var bytes =
                body.Length <= options.MaxBodyBytes && EncodedBody.IsEncoded(request)
                    ? EncodedBody.Unpack(request, body, options.MaxBodyBytes)
                    : body;
            if (bytes.Length > options.MaxBodyBytes)
            {
                return (Fault.BodyTooLarge(options.MaxBodyBytes), 0);
            }

            // What the label can be is told by the plan.
            if (deployment.Current is not { } plan)
            {
                return (Fault.NoPlan(deployment.Name, deployment.LastError), 0);
            }

            var reader = new FeedbackReader(time.GetUtcNow(), options.MaxRows, plan.Arms[0].Shape);
            var lines = request.ContentType?.Contains("ndjson", StringComparison.OrdinalIgnoreCase) == true;
            return reader.Read(bytes.ToArray(), lines) is { } fault ? (fault, 0)
                : queue.TryAdd(deployment.Name, reader.Outcomes) ? (null, reader.Outcomes.Count)
                : (Fault.FeedbackFull, 0);
        }
        finally
        {
            gate.Leave();
        }
    }
}
