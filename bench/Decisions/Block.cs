namespace ServerlessML.Bench.Decisions;

/// <summary>How every simulated experiment is cut.</summary>
internal static class Block
{
    /// <summary>The number of events between two looks.</summary>
    public const int Events = 100;

    public const int Looks = 200;

    public const int Horizon = Events * Looks;

    public const int Experiments = 10_000;
}
