using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Extensions.ObjectPool;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Requests;

/// <summary>
/// The HTTP around an exchange: a place in the gate, the body, the answer. A request whose body is there already waits at most once, for
/// its scores.
/// </summary>
public sealed class ExchangeHandler(
    GatewayOptions options,
    DeploymentTable table,
    ConcurrencyGate gate,
    Predictor predictor,
    PostResponseWork afterwards,
    KeyAuthorization authorization,
    ILogger<ExchangeHandler> log
)
{
    /// <param name="context">The request, and where its answer goes.</param>
    /// <param name="pool">Exchanges of the request's protocol.</param>
    /// <param name="deployment">The deployment's name as the path has it.</param>
    /// <param name="version">The version that the path names, if it names one; a text that is none is an unknown version.</param>
    public Task HandleAsync(
        HttpContext context,
        ObjectPool<Exchange> pool,
        ReadOnlySpan<char> deployment,
        ReadOnlySpan<char> version = default
    )
    {
        var exchange = pool.Get();
        exchange.Accept(context, pool);
        if (!gate.TryEnter())
        {
            return AnswerAsync(exchange, Fault.Busy(gate.Limit), entered: false);
        }

        Fault? fault;
        try
        {
            fault = Open(exchange, deployment, version);
            if (fault is null)
            {
                var reading = context.Request.BodyReader.ReadAtLeastAsync(options.MaxBodyBytes + 1);
                if (!reading.IsCompletedSuccessfully)
                {
                    return ReadAndAnswerAsync(exchange, reading);
                }

                var body = reading.GetAwaiter().GetResult();
                if (body is { IsCanceled: true, IsCompleted: false })
                {
                    return ReadAndAnswerAsync(exchange, new ValueTask<ReadResult>(body));
                }

                fault = Begin(exchange, body);
            }
        }
        catch (Exception failure)
        {
            fault = Explain(exchange, failure);
        }

        return AnswerAsync(exchange, fault, entered: true);
    }

    /// <summary>Checks all that is known before the body.</summary>
    private Fault? Open(Exchange exchange, ReadOnlySpan<char> name, ReadOnlySpan<char> version)
    {
        var request = exchange.Http.Request;
        var given = request.Headers[Headers.RequestId].ToString();
        if (given.Length > 0)
        {
            if (!Headers.IsRequestId(given))
            {
                return Fault.BadHeader(Headers.RequestId, $"must be {Headers.RequestIdRule}");
            }

            exchange.Name(given);
        }

        if (authorization.RefusePrediction(request, name) is { } refusal)
        {
            return refusal;
        }

        if (!table.TryGet(name, out var deployment))
        {
            return table.WhyNot(name.ToString());
        }

        // Known before anything can be wrong with the rest, whose faults are then the deployment's.
        exchange.Open(deployment, "", null);
        int? named = null;
        if (!version.IsEmpty)
        {
            if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
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

        if (EncodedBody.Refuse(request) is { } encoded)
        {
            return encoded;
        }

        var key = request.Headers[Headers.RoutingKey].ToString();
        key = key.Length > 0 || !request.QueryString.HasValue ? key : request.Query["key"].ToString();
        if (key.Length > TrafficSplit.LongestKey)
        {
            return Fault.BadHeader(Headers.RoutingKey, $"must have at most {TrafficSplit.LongestKey} characters");
        }

        exchange.Open(deployment, key, named);
        return request.ContentLength > options.MaxBodyBytes
            ? Fault.BodyTooLarge(options.MaxBodyBytes)
            : exchange.ReadHeaders(request.Headers);
    }

    /// <summary>Takes the rows out of the body, which is then done with.</summary>
    private Fault? Begin(Exchange exchange, ReadResult body)
    {
        try
        {
            var request = exchange.Http.Request;
            var bytes =
                body.Buffer.Length <= options.MaxBodyBytes && EncodedBody.IsEncoded(request)
                    ? EncodedBody.Unpack(request, body.Buffer, options.MaxBodyBytes)
                    : body.Buffer;
            return bytes.Length > options.MaxBodyBytes ? Fault.BodyTooLarge(options.MaxBodyBytes) : predictor.Begin(exchange, bytes);
        }
        finally
        {
            exchange.Http.Request.BodyReader.AdvanceTo(body.Buffer.End);
        }
    }

    private async Task ReadAndAnswerAsync(Exchange exchange, ValueTask<ReadResult> reading)
    {
        Fault? fault;
        var entered = false;
        gate.Leave();
        try
        {
            var body = await RequestBody.RestAsync(exchange.Http, reading, options);
            entered = gate.TryEnter();
            if (entered)
            {
                fault = Begin(exchange, body);
            }
            else
            {
                exchange.Http.Request.BodyReader.AdvanceTo(body.Buffer.End);
                fault = Fault.Busy(gate.Limit);
            }
        }
        catch (Exception failure)
        {
            fault = Explain(exchange, failure);
        }

        await AnswerAsync(exchange, fault, entered);
    }

    private Task AnswerAsync(Exchange exchange, Fault? fault, bool entered) =>
        fault is null ? ScoreAndSendAsync(exchange) : RefuseAsync(exchange, fault, entered);

    // Its locals live in an object of each request that waits: there are few of them.
    private async Task ScoreAndSendAsync(Exchange exchange)
    {
        try
        {
            try
            {
                await exchange.Arm.Model.ScoreAsync(exchange.Batch);
            }
            catch (Exception failure)
            {
                exchange.Failure = failure;
            }

            await SendAsync(exchange);
        }
        finally
        {
            gate.Leave();
            exchange.Pool.Return(exchange);
        }
    }

    private async Task RefuseAsync(Exchange exchange, Fault fault, bool entered)
    {
        try
        {
            await Refuse(exchange, fault);
        }
        finally
        {
            if (entered)
            {
                gate.Leave();
            }

            exchange.Pool.Return(exchange);
        }
    }

    private ValueTask<FlushResult> Refuse(Exchange exchange, Fault fault)
    {
        afterwards.Refused(exchange, fault);
        return Answers.Refuse(exchange, fault);
    }

    private Fault Explain(Exchange exchange, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException bad:
                return Fault.OfBody(bad, options.MaxBodyBytes);
            case OperationCanceledException or IOException:
                // The client went away; nobody reads the answer.
                return Fault.BodyCutOff;
            default:
                log.LogError(failure, "Request {RequestId} failed.", exchange.RequestId);
                return Fault.Unexpected;
        }
    }

    private ValueTask SendAsync(Exchange exchange)
    {
        var fault = Complete(exchange);
        var sent = fault is null ? Answers.Send(exchange) : Refuse(exchange, fault);
        if (sent.IsCompletedSuccessfully)
        {
            sent.GetAwaiter().GetResult();
            return default;
        }

        return new ValueTask(sent.AsTask());
    }

    private Fault? Complete(Exchange exchange)
    {
        try
        {
            return exchange.Failure is { } unscored ? predictor.Fail(exchange, unscored) : predictor.Complete(exchange);
        }
        catch (Exception failure)
        {
            return Explain(exchange, failure);
        }
    }
}
