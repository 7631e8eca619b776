using ServerlessML.Contracts.Training;

namespace ServerlessML.Ml.Training;

/// <param name="Onnx">The model, from raw columns to a probability.</param>
/// <param name="Metrics">How training went.</param>
/// <param name="Seconds">Time spent in training steps, batches made and validation included.</param>
public sealed record TrainedModel(byte[] Onnx, TrainingMetrics Metrics, double Seconds)
{
    /// <summary>Null where no row was left to try it on.</summary>
    public TrainedSample? Sample { get; init; }

    /// <summary>Answers to the rows that measured the training; null without any, and for labels that are not of two values.</summary>
    public ValidationAnswers? Validation { get; init; }
}
