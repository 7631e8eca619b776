namespace ServerlessML.Ml.Training;

/// <summary>What the trainer itself answers for some rows, by its own forward pass or library: the model must agree.</summary>
/// <param name="Rows">Of the training table.</param>
/// <param name="Answers">One a row, or row by row one a class.</param>
/// <param name="Output">The model's output that gives them.</param>
public sealed record TrainedSample(IReadOnlyList<int> Rows, IReadOnlyList<float> Answers, string Output)
{
    /// <summary>More rows would find no other mistakes.</summary>
    internal const int Most = 256;
}
