namespace ServerlessML.Contracts;

/// <summary>One thing that happened in a run. The key makes recording it twice the same as recording it once.</summary>
public sealed record ManifestStep
{
    public required string Key { get; init; }
    public required Stage Stage { get; init; }
    public required string What { get; init; }
    public required DateTimeOffset At { get; init; }
}
