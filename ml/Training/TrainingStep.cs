namespace ServerlessML.Ml.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Epoch">Counts from 1.</param>
/// <param name="Loss">Mean of the epoch so far.</param>
/// <param name="ValidationAuc">Of the last epoch that ended; null before that, or without validation rows.</param>
public sealed record TrainingStep(long Step, long Steps, int Epoch, double Loss, double? ValidationAuc);
