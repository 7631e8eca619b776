namespace ServerlessML.Bench.Serving;

/// <summary>How long the serving bench measures.</summary>
internal sealed record ServingOptions
{
    /// <summary>A minute in all, for trying: figures are rough.</summary>
    public bool Quick { get; init; }

    /// <summary>Memory over 50 million requests rather than a million.</summary>
    public bool Soak { get; init; }

    public int Connections { get; init; } = 64;

    public int Rounds => Quick ? 2 : 5;

    /// <summary>The time that one target is measured for in one round.</summary>
    public TimeSpan Slice => TimeSpan.FromSeconds(Quick ? 1 : 3);

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 1 : 3);

    public TimeSpan Tail => TimeSpan.FromSeconds(Quick ? 3 : 10);

    public int Swaps => Quick ? 20 : 100;

    public long MemoryRequests =>
        Soak ? 50_000_000
        : Quick ? 100_000
        : 1_000_000;

    /// <summary>A slow machine sends fewer in that time; a soak takes what it takes.</summary>
    public TimeSpan LongestMemory => Soak ? TimeSpan.FromHours(2) : TimeSpan.FromSeconds(50);
}
