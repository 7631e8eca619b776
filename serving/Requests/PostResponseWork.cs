using ServerlessML.Contracts;

namespace ServerlessML.Serving.Requests;

/// <summary>The work after a response: counts, capture, shadows and telemetry.</summary>
public sealed class PostResponseWork(
    CaptureQueue captures,
    ShadowQueue shadows,
    RowCopies copies,
    GatewayTelemetry telemetry,
    TimeProvider time
)
{
    /// <summary>Problems of requests that name no deployment that is known.</summary>
    public FaultCounts Elsewhere { get; } = new();

    /// <summary>The answer is written, and the batch still there. Must not wait.</summary>
    public void Answered(Exchange exchange)
    {
        exchange.Counts!.Answered(exchange.Batch, exchange.Latency);
        telemetry.Answered(exchange);
        var plan = exchange.Plan;
        if (Falls(plan.Document.Capture))
        {
            captures.Offer(
                new Captured(
                    exchange.Deployment.Name,
                    time.GetUtcNow(),
                    exchange.RequestId,
                    exchange.Arm.Version,
                    plan.Document.Revision,
                    exchange.Counts.Lane,
                    exchange.Routed?.Hash,
                    exchange.Arm.Shape,
                    copies.Of(exchange.Batch),
                    exchange.Latency
                )
            );
        }

        foreach (var shadow in plan.ShadowSpan)
        {
            if (shadow.Columns is null && Falls(exchange, shadow))
            {
                shadows.Offer(shadow, exchange.Batch, exchange.RequestId);
            }
        }

        foreach (var (shadow, batch) in exchange.Beside)
        {
            shadows.Offer(shadow, batch, exchange.RequestId, exchange.Batch);
        }
    }

    /// <summary>The request is refused, for whatever reason; once each.</summary>
    public void Refused(Exchange exchange, Fault fault)
    {
        if (exchange.Counts is { } counts)
        {
            counts.Failed(fault.Code, fault.BlamesTheModel);
        }
        else
        {
            (exchange.IsOpen ? exchange.Deployment.Faults : Elsewhere).Add(fault.Code);
        }

        telemetry.Refused(exchange, fault);
    }

    /// <summary>The request is one of the shadow's share. Beside itself it would only agree.</summary>
    public static bool Falls(Exchange exchange, AppliedShadow shadow) => shadow.Version != exchange.Arm.Version && Falls(shadow.Share);

    private static bool Falls(double share) => share > 0 && Random.Shared.NextDouble() < share;
}
