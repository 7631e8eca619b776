namespace ServerlessML.Contracts.Runs;

/// <summary>How the watch over runs begins what it writes to the log: rules over the log ask for these words.</summary>
public static class RunWatchLog
{
    /// <summary>Then the run's id, and a colon.</summary>
    public const string Stuck = "Stuck run ";

    /// <summary>The message at the end of each look, whether it found anything or not.</summary>
    public const string Looked = "Looked after runs";
}
