using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Extensions.ObjectPool;
using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>The HTTP around an exchange: a place in the gate, the body, the answer.</summary>
public sealed class ExchangeHandler(
    GatewayOptions options, DeploymentTable table, ConcurrencyGate gate, Predictor predictor, Aftermath aftermath, ILogger<ExchangeHandler> log)
{
    /// <param name="context">The request, and where its answer goes.</param>
    /// <param name="pool">Exchanges of the request's protocol.</param>
    /// <param name="deployment">The deployment's name as the path has it.</param>
    /// <param name="version">The version that the path names, if it names one; a text that is none is an unknown version.</param>
    public async Task HandleAsync(HttpContext context, ObjectPool<Exchange> pool, ReadOnlyMemory<char> deployment, ReadOnlyMemory<char>? version = null)
    {
        var exchange = pool.Get();
        try
        {
            var fault = await AnswerAsync(context, exchange, deployment, version);
            if (fault is not null)
            {
                await RefuseAsync(context, exchange, fault);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (Exception failure) when (!context.Response.HasStarted && failure is not BadHttpRequestException)
        {
            log.LogError(failure, "Request {RequestId} failed.", exchange.RequestId);
            await RefuseAsync(context, exchange, Fault.Unexpected);
        }
        finally
        {
            pool.Return(exchange);
        }
    }

    private async Task<Fault?> AnswerAsync(HttpContext context, Exchange exchange, ReadOnlyMemory<char> name, ReadOnlyMemory<char>? version)
    {
        var headers = context.Request.Headers;
        var given = headers[Headers.RequestId].ToString();
        var usable = given.Length == 0 || Headers.IsRequestId(given);
        if (given.Length > 0 && usable)
        {
            exchange.Name(given);
        }

        if (!gate.TryEnter())
        {
            return Fault.Busy(gate.Limit);
        }

        try
        {
            if (!usable)
            {
                return Fault.BadHeader(Headers.RequestId, Headers.RequestIdRule);
            }

            if (Open(context, exchange, name.Span, version) is { } closed)
            {
                return closed;
            }

            if (await TakeAsync(context, exchange) is { } fault)
            {
                return fault;
            }

            await SendAsync(context, exchange);
            return null;
        }
        finally
        {
            gate.Leave();
        }
    }

    private Fault? Open(HttpContext context, Exchange exchange, ReadOnlySpan<char> name, ReadOnlyMemory<char>? version)
    {
        if (!table.TryGet(name, out var deployment))
        {
            return table.WhyNot(name.ToString());
        }

        // Known before anything can be wrong with the rest, whose faults are then the deployment's.
        exchange.Open(deployment, "", null);
        var request = context.Request;
        int? named = null;
        if (version is { } text)
        {
            if (!int.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return Fault.UnknownVersion(deployment.Name);
            }

            named = number;
        }
        else if (request.Headers[Headers.ModelVersion] is { Count: > 0 } asked)
        {
            if (!int.TryParse(asked.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return Fault.BadHeader(Headers.ModelVersion, Headers.ModelVersionRule);
            }

            named = number;
        }

        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..] && encoding != "identity")
        {
            return Fault.EncodedBody(encoding);
        }

        var key = request.Headers[Headers.RoutingKey].ToString();
        key = key.Length > 0 || !request.QueryString.HasValue ? key : request.Query["key"].ToString();
        if (key.Length > TrafficSplit.LongestKey)
        {
            return Fault.BadHeader(Headers.RoutingKey, $"at most {TrafficSplit.LongestKey} characters");
        }

        exchange.Open(deployment, key, named);
        return exchange.ReadHeaders(request.Headers);
    }

    /// <summary>Takes the body in, and predicts.</summary>
    private async ValueTask<Fault?> TakeAsync(HttpContext context, Exchange exchange)
    {
        ReadResult body;
        try
        {
            body = await RequestBody.ReadAsync(context, options);
        }
        catch (BadHttpRequestException bad)
        {
            return Fault.OfBody(bad, options.MaxBodyBytes);
        }

        try
        {
            return body.Buffer.Length > options.MaxBodyBytes ? Fault.BodyTooLarge(options.MaxBodyBytes) : predictor.Predict(exchange, body.Buffer);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.Buffer.End);
        }
    }

    private static async ValueTask SendAsync(HttpContext context, Exchange exchange)
    {
        var response = context.Response;
        response.Headers[Headers.RequestId] = exchange.RequestId;
        response.Headers[Headers.ModelVersion] = exchange.Arm.VersionText;
        response.Headers[Headers.PlanRevision] = exchange.Plan.RevisionText;
        exchange.WriteHeaders(response.Headers);
        response.ContentType = exchange.ContentType;
        response.ContentLength = exchange.Output.WrittenCount;
        await response.BodyWriter.WriteAsync(exchange.Output.WrittenMemory, context.RequestAborted);
    }

    private async Task RefuseAsync(HttpContext context, Exchange exchange, Fault fault)
    {
        aftermath.Refused(exchange, fault);
        exchange.Output.ResetWrittenCount();
        exchange.WriteFault(fault);
        var response = context.Response;
        response.StatusCode = fault.Status;
        response.Headers[Headers.RequestId] = exchange.RequestId;
        response.ContentType = exchange.FaultContentType;
        response.ContentLength = exchange.Output.WrittenCount;
        if (fault.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await response.BodyWriter.WriteAsync(exchange.Output.WrittenMemory, context.RequestAborted);
    }
}
