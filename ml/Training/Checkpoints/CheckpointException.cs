namespace ServerlessML.Ml.Training.Checkpoints;

/// <summary>A state that cannot be gone on from: damaged, or of another training. Beginning anew helps.</summary>
/// <param name="difference">What differs: <c>checksum</c>, <c>format</c>, or a name as in <see cref="TrainingFacts"/>.</param>
/// <param name="message">The same, with both values.</param>
public sealed class CheckpointException(string difference, string message) : Exception(message)
{
    public string Difference { get; } = difference;
}
