namespace ServerlessML.Workflows.Validation;

/// <summary>Where the shard's report lies.</summary>
public sealed record ShardOutcome
{
    /// <summary>The <see cref="ShardReport"/> in the content-addressed store.</summary>
    public required Digest Report { get; init; }
    public required long Rows { get; init; }
    public required int Violations { get; init; }
}
