namespace ServerlessML.Contracts;

/// <summary>When a batch counts as complete.</summary>
public sealed record LandingRules
{
    /// <summary>Null: when <c>_SUCCESS</c> lands. Otherwise when no file of the batch has changed for this long.</summary>
    public TimeSpan? CompleteAfterQuiet { get; init; }
}
