namespace ServerlessML.Contracts.Training;

/// <summary>What a successful attempt left in the content-addressed store.</summary>
public sealed record TrainingResult
{
    public required Digest Model { get; init; }
    public required Digest Metrics { get; init; }
    public required Digest Environment { get; init; }
    public required long ModelBytes { get; init; }
    public required long Rows { get; init; }
    public required long Steps { get; init; }
    public required double StepsPerSecond { get; init; }

    /// <summary>Seconds of training alone, and of the whole attempt.</summary>
    public required double TrainingSeconds { get; init; }
    public required double TotalSeconds { get; init; }

    /// <summary>Where a training that was asked to stop early can go on from.</summary>
    public Digest? Checkpoint { get; init; }

    /// <summary>
    /// The <see cref="ValidationAnswers"/>; null for labels that are not of two values, where the recipe left none, and in what was
    /// recorded before December 2026.
    /// </summary>
    public Digest? Validation { get; init; }

    /// <summary>The runner's remarks, the last that <see cref="TrainingProgress.Notes"/> had.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>What recipe <c>auto</c> tried; null of the other recipes.</summary>
    public IReadOnlyList<TriedRecipe>? Tried { get; init; }
}
