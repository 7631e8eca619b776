namespace ServerlessML.Bench.Serving;

/// <summary>What a run at a fixed rate saw. Latencies are milliseconds from the moment that a request was due, sorted.</summary>
/// <param name="Rate">Asked for, per second.</param>
/// <param name="Due">Requests on the schedule.</param>
/// <param name="Latencies">Of the requests that were answered 200, exactly.</param>
/// <param name="Failed">Answered otherwise, not answered, or broken off.</param>
/// <param name="Lags">How late each request was sent although a connection was free: the generator's own doing; sorted.</param>
/// <param name="Waited">Requests that found every connection taken when they were due.</param>
internal sealed record OpenLoopRun(double Rate, long Due, double[] Latencies, long Failed, double[] Lags, long Waited)
{
    // A tenth of the tightest goal.
    private const double WorstLag = 0.5;

    public double P50 => At(Latencies, 0.5);

    public double P99 => At(Latencies, 0.99);

    public double P999 => At(Latencies, 0.999);

    /// <summary>Whether the generator sent what was due when it was due, to half a millisecond at the 99th percentile.</summary>
    public bool KeptSchedule => At(Lags, 0.99) <= WorstLag;

    /// <summary>What to say of the generator.</summary>
    public string Note =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Rate:F0}/s; sent {At(Lags, 0.5):F3} ms late at the median, {At(Lags, 0.99):F3} at "
                + $"p99{(KeptSchedule ? "" : ": THE GENERATOR DID NOT KEEP ITS SCHEDULE")}; {Waited} found no free connection"
        );

    /// <summary>The smallest value with at least this share of all at or below it.</summary>
    public static double At(double[] sorted, double share) =>
        sorted.Length == 0
            ? double.PositiveInfinity
            : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
