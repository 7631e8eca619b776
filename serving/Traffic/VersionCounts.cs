namespace ServerlessML.Serving;

/// <summary>What one version of a deployment has done since the gateway started; outlives the plans that name the version.</summary>
public sealed class VersionCounts
{
    private readonly LatencyHistogram _latency = new();
    private long _requests;
    private long _rows;
    private long _rejected;
    private long _errors;

    public void Answered(int rows, TimeSpan latency)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _rows, rows);
        _latency.Record(latency);
    }

    /// <summary>The request was at fault.</summary>
    public void Rejected() => Interlocked.Increment(ref _rejected);

    /// <summary>The model was at fault.</summary>
    public void Failed() => Interlocked.Increment(ref _errors);

    public VersionState ToState(int version, AppliedArm? arm) => new()
    {
        Version = version,
        Model = arm?.Model.Digest,
        Weight = arm?.Weight ?? 0,
        Requests = Interlocked.Read(ref _requests),
        Rows = Interlocked.Read(ref _rows),
        Rejected = Interlocked.Read(ref _rejected),
        Errors = Interlocked.Read(ref _errors),
        P50Ms = _latency.QuantileMs(0.50),
        P99Ms = _latency.QuantileMs(0.99),
    };
}
