namespace ServerlessML.Workflows.Training;

/// <summary>The trained model, or why there is none.</summary>
public sealed record TrainOutcome
{
    public TrainingResult? Result { get; init; }
    public string? Error { get; init; }

    /// <summary>Set when the result is that of an earlier training.</summary>
    public TrainedBefore? Cached { get; init; }
    public required int Attempts { get; init; }

    /// <summary>How the attempts before the last one ended.</summary>
    public IReadOnlyList<string>? Earlier { get; init; }

    /// <summary>The seconds of attempts that failed, as far as their runners reported; null without any.</summary>
    public double? LostSeconds { get; init; }

    /// <summary>What did not go as asked, as the end of a sentence; empty where all did.</summary>
    public string Remarks() => string.Concat((Earlier ?? []).Concat(Result?.Notes ?? []).Select(remark => $"; {remark.TrimEnd('.')}"));
}
