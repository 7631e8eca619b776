namespace ServerlessML.Demo;

/// <summary>How much traffic there is: each sender waits a pause after each answer.</summary>
public sealed record TrafficPace
{
    public int Senders { get; init; } = 2;
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>What became of a flight is told so long after its prediction; null for never.</summary>
    public TimeSpan? OutcomesAfter { get; init; }
}
