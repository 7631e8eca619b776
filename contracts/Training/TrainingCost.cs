namespace ServerlessML.Contracts.Training;

/// <summary>What it took to come by a model.</summary>
/// <param name="Rows">Rows trained on.</param>
/// <param name="Steps">Of the optimiser, or trees.</param>
/// <param name="Seconds">Of the whole attempt that gave the model.</param>
/// <param name="Threads">That it used.</param>
public sealed record TrainingCost(long Rows, long Steps, double Seconds, int Threads)
{
    /// <summary>The seconds of attempts before that one, as far as their runners reported; null without any.</summary>
    public double? LostSeconds { get; init; }

    /// <summary>The cost of the search that chose the model, whose training is part of it; null without one.</summary>
    public SearchCost? Search { get; init; }

    /// <summary>What recipe <c>auto</c> tried; null of the other recipes.</summary>
    public IReadOnlyList<TriedRecipe>? Tried { get; init; }

    /// <summary>Computes the processor time of everything that was trained.</summary>
    public TimeSpan ProcessorTime() => TimeSpan.FromSeconds((Search?.Seconds ?? Seconds + (LostSeconds ?? 0)) * Threads);
}
