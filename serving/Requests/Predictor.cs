using System.Buffers;
using System.Diagnostics;
using ServerlessML.Contracts;
using ServerlessML.Models;

namespace ServerlessML.Serving.Requests;

/// <summary>
/// What every protocol goes through: route, hold the model, read the rows (<see cref="Begin"/>), score them, write the answer
/// (<see cref="Complete"/>). Whoever begins without a fault completes or fails.
/// </summary>
public sealed class Predictor(GatewayOptions options, Router router, PostResponseWork afterwards, ILogger<Predictor> log)
{
    /// <summary>Null when the exchange has its batch, ready to be scored.</summary>
    public Fault? Begin(Exchange exchange, ReadOnlySequence<byte> body)
    {
        exchange.Started = Stopwatch.GetTimestamp();
        var fault = router.Route(exchange);
        if (fault is null)
        {
            try
            {
                fault = Read(exchange, body, exchange.Batch, exchange.Arm.Columns);
                while (fault is null && router.Move(exchange, out fault))
                {
                    fault ??= Read(exchange, body, exchange.Batch, exchange.Arm.Columns);
                }

                if (fault is null)
                {
                    ReadBeside(exchange, body);
                }
                else if (exchange.IsRouted && exchange.NamedVersion is null)
                {
                    fault = OfVersion(exchange, body, fault);
                }
            }
            catch (Exception failure)
            {
                return Fail(exchange, failure, Fault.Unexpected);
            }
        }

        return fault is null ? null : Release(exchange, fault);
    }

    /// <summary>The batch has been scored: null when the answer is in the exchange's output.</summary>
    public Fault? Complete(Exchange exchange)
    {
        var batch = exchange.Batch;
        if (batch.BadRow() is >= 0 and var bad)
        {
            return Release(
                exchange,
                batch.Plan.Task == TaskKind.Regression ? Fault.NoNumber(exchange.PathOf(bad)) : Fault.NoProbability(exchange.PathOf(bad))
            );
        }

        exchange.WriteAnswer();
        exchange.Latency = Stopwatch.GetElapsedTime(exchange.Started);
        afterwards.Answered(exchange);
        return Release(exchange, null);
    }

    /// <summary>The batch could not be scored, or its scores not written.</summary>
    public Fault Fail(Exchange exchange, Exception failure)
    {
        if (failure is not ModelLimitException broken)
        {
            return Fail(exchange, failure, Fault.ScoringFailed);
        }

        log.LogWarning("Request {RequestId}: version {Version} {Reason}.", exchange.RequestId, exchange.Arm.Version, broken.Message);
        return Release(exchange, Fault.ScoringLimit(exchange.Arm.VersionText, broken.Message))!;
    }

    private Fault Fail(Exchange exchange, Exception failure, Fault fault)
    {
        log.LogError(failure, "Request {RequestId}: version {Version} failed.", exchange.RequestId, exchange.Arm.Version);
        return Release(exchange, fault)!;
    }

    private static Fault? Release(Exchange exchange, Fault? fault)
    {
        exchange.Release();
        return fault;
    }

    // A shadow with other columns reads them from the body: the arm's rows may lack them.
    private void ReadBeside(Exchange exchange, ReadOnlySequence<byte> body)
    {
        foreach (var shadow in exchange.Plan.ShadowSpan)
        {
            if (shadow.Columns is not { } columns || !PostResponseWork.Falls(exchange, shadow))
            {
                continue;
            }

            var batch = shadow.Model.RentBatch();
            if (Read(exchange, body, batch, columns) is { } fault)
            {
                shadow.Model.Return(batch);
                shadow.Counts.Failed(fault.Code, byModel: true);
            }
            else
            {
                exchange.Beside.Add((shadow, batch));
            }
        }
    }

    // A request that another version of the plan would have taken is this version's fault: otherwise a ramp would break clients, count none
    // of them as failed, and compare the arms by those that are left.
    private Fault OfVersion(Exchange exchange, ReadOnlySequence<byte> body, Fault fault)
    {
        foreach (var other in exchange.Plan.Arms)
        {
            if (other.Model == exchange.Arm.Model)
            {
                continue;
            }

            var batch = other.Model.RentBatch();
            var takes = Read(exchange, body, batch, other.Columns) is null;
            other.Model.Return(batch);
            if (takes)
            {
                return fault with
                {
                    Detail =
                        $"Version {exchange.Arm.VersionText} was chosen: {fault.Detail} Version {other.VersionText}, which is "
                        + $"served beside it, takes the request.",
                    BlamesTheModel = true,
                };
            }
        }

        return fault;
    }

    private Fault? Read(Exchange exchange, ReadOnlySequence<byte> body, RowBatch batch, RequestColumns columns)
    {
        if (body.IsSingleSegment)
        {
            return exchange.Read(body.FirstSpan, options.MaxRows, batch, columns);
        }

        var joined = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(joined);
            return exchange.Read(joined.AsSpan(0, (int)body.Length), options.MaxRows, batch, columns);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }
}
