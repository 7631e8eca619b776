namespace ServerlessML.Contracts.Training;

/// <summary>How a trial can stand; the words of <see cref="SearchTrial.State"/>.</summary>
public static class TrialState
{
    public const string Waiting = "waiting";
    public const string Running = "running";

    /// <summary>Trained as far as its last rung; it may be taken further while the search goes on.</summary>
    public const string Ended = "ended";
    public const string Failed = "failed";
}
