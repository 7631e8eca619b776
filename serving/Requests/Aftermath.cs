namespace ServerlessML.Serving;

/// <summary>What follows from a request, beside its answer.</summary>
public sealed class Aftermath(CaptureQueue captures, TimeProvider time)
{
    /// <summary>The answer is written, and the batch still there. Must not wait.</summary>
    public void Answered(Exchange exchange)
    {
        exchange.Arm.Counts.Answered(exchange.Batch.Count, exchange.Latency);
        var share = exchange.Plan.Document.Capture;
        if (share > 0 && Random.Shared.NextDouble() < share)
        {
            var at = time.GetUtcNow();
            captures.Offer(new Captured(exchange.Deployment.Name, at, CaptureLine.Write(
                exchange.RequestId, at, exchange.Plan, exchange.Arm, exchange.Routed, exchange.Batch, exchange.Latency)));
        }
    }

    /// <summary>The request has its answer, or its fault. Every request whose body has arrived comes here once.</summary>
    public void Settled(Exchange exchange, Fault? fault)
    {
        if (fault is null || !exchange.IsRouted)
        {
            return;
        }

        if (fault.BlamesTheModel)
        {
            exchange.Arm.Counts.Failed();
        }
        else
        {
            exchange.Arm.Counts.Rejected();
        }
    }
}
