namespace ServerlessML.Ml.Data;

/// <summary>One version's predictions with known outcomes, row by row.</summary>
/// <param name="Version">The model's.</param>
/// <param name="Labels">What happened; of classes 1 where it was the likeliest one, otherwise 0.</param>
/// <param name="Probabilities">What had been predicted: a probability, or a number; 1 of classes.</param>
/// <param name="Units">Whose the row is: the hash of the request's routing key, or its id where it had none.</param>
/// <param name="HasKey">Whether that is a key.</param>
/// <param name="Task">What the predictions are.</param>
public sealed record VersionOutcomes(
    int Version,
    float[] Labels,
    float[] Probabilities,
    string[] Units,
    bool[] HasKey,
    TaskKind Task = TaskKind.Binary
);
