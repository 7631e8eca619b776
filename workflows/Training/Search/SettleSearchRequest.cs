namespace ServerlessML.Workflows.Training.Search;

/// <summary>Write down how a search ended.</summary>
public sealed record SettleSearchRequest
{
    public required string RunId { get; init; }
    public int? Winner { get; init; }
    public string? Error { get; init; }
}
