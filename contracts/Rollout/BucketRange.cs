namespace ServerlessML.Contracts;

/// <summary>Buckets of routing keys, from the first up to but not with the end.</summary>
public sealed record BucketRange
{
    public required int From { get; init; }
    public required int To { get; init; }
}
