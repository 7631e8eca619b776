using System.Buffers;
using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Serving;

/// <summary>What every protocol goes through: route, hold the model, read the rows, score them, write the answer. Waits for nothing.</summary>
public sealed class Predictor(GatewayOptions options, Router router, Aftermath aftermath, ILogger<Predictor> log)
{
    /// <summary>Null when the answer is in the exchange's output, and the output untouched when it is not.</summary>
    public Fault? Predict(Exchange exchange, ReadOnlySequence<byte> body)
    {
        exchange.Started = Stopwatch.GetTimestamp();
        var fault = router.Route(exchange);
        if (fault is null)
        {
            try
            {
                fault = Read(exchange, body);
                while (fault is null && router.Move(exchange, out fault))
                {
                    fault ??= Read(exchange, body);
                }

                fault ??= Score(exchange);
                if (fault is null)
                {
                    exchange.WriteAnswer();
                    exchange.Latency = Stopwatch.GetElapsedTime(exchange.Started);
                    aftermath.Answered(exchange);
                }
            }
            finally
            {
                exchange.Release();
            }
        }

        return fault;
    }

    private Fault? Read(Exchange exchange, ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            return exchange.Read(body.FirstSpan, options.MaxRows);
        }

        var joined = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(joined);
            return exchange.Read(joined.AsSpan(0, (int)body.Length), options.MaxRows);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private Fault? Score(Exchange exchange)
    {
        var (batch, arm) = (exchange.Batch, exchange.Arm);
        try
        {
            arm.Model.Score(batch);
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or ModelRejectedException)
        {
            log.LogError(failure, "Request {RequestId}: version {Version} failed.", exchange.RequestId, arm.Version);
            return Fault.ScoringFailed;
        }

        var bad = batch.Probabilities.AsSpan(0, batch.Count).IndexOfAnyExceptInRange(0f, 1f);
        return bad < 0 ? null : Fault.NoProbability(exchange.PathOf(bad));
    }
}
