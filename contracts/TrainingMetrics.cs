namespace ServerlessML.Contracts;

/// <summary>The runner's <c>metrics.json</c>.</summary>
public sealed record TrainingMetrics
{
    public required string Recipe { get; init; }
    public required long Rows { get; init; }
    public required long Steps { get; init; }
    public required int Epochs { get; init; }
    public required long TrainableParameters { get; init; }
    public required double FinalLoss { get; init; }
    public double? ValidationAuc { get; init; }

    /// <summary>Of a job with <see cref="TrainingJob.Fold"/>.</summary>
    public FoldScore? Fold { get; init; }

    /// <summary>Mean training loss, one an epoch.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];
}
