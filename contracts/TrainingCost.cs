namespace ServerlessML.Contracts;

/// <summary>What the training of a model took.</summary>
/// <param name="Rows">Rows trained on.</param>
/// <param name="Steps">Of the optimiser, or trees.</param>
/// <param name="Seconds">Of the whole attempt that gave the model.</param>
/// <param name="Threads">That it used.</param>
public sealed record TrainingCost(long Rows, long Steps, double Seconds, int Threads)
{
    public TimeSpan ProcessorTime() => TimeSpan.FromSeconds(Seconds * Threads);
}
