namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>A run that gave no answers.</summary>
/// <param name="message">What it did, to follow the model's name.</param>
/// <param name="isLimit">It asked for more than it may have, or ended its process, rather than failed by itself.</param>
public sealed class RunFailedException(string message, bool isLimit, Exception? inner = null) : Exception(message, inner)
{
    public bool IsLimit { get; } = isLimit;
}
