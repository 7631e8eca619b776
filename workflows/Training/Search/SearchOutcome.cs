namespace ServerlessML.Workflows.Training.Search;

/// <summary>The model that a search found, or why there is none.</summary>
public sealed record SearchOutcome
{
    public TrainingResult? Result { get; init; }

    /// <summary>The number of the trial that won.</summary>
    public int? Winner { get; init; }
    public string? Recipe { get; init; }
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Null in an outcome from before it was kept.</summary>
    public SearchCost? Cost { get; init; }

    /// <summary>The last <see cref="SearchReport"/>.</summary>
    public Digest? Report { get; init; }
    public string? Error { get; init; }
}
