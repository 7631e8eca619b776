namespace ServerlessML.Ml.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Epoch">Counts from 1.</param>
/// <param name="Loss">Mean of the epoch so far.</param>
/// <param name="ValidationAuc">Of the last epoch that ended; null before that, without validation rows, or where there are not two
/// classes.</param>
public sealed record TrainingStep(long Step, long Steps, int Epoch, double Loss, double? ValidationAuc)
{
    /// <summary>
    /// The score of the last epoch that ended, of any task; higher is better: AUC, or less the log loss, or less the root of the mean
    /// squared error.
    /// </summary>
    public double? ValidationScore { get; init; }
}
