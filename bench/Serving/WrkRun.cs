namespace ServerlessML.Bench.Serving;

/// <summary>What one run of <c>wrk</c> saw. Latencies are milliseconds.</summary>
/// <param name="Requests">Answered.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="P50">Median latency.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="P999">99.9th percentile.</param>
/// <param name="Failed">Answers that are neither 2xx nor 3xx.</param>
/// <param name="SocketErrors">Connections, reads, writes and time-outs that failed.</param>
internal sealed record WrkRun(long Requests, double Seconds, double P50, double P99, double P999, long Failed, long SocketErrors)
{
    public double Rate => Requests / Seconds;
}
