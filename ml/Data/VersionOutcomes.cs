namespace ServerlessML.Ml.Data;

/// <summary>One version's predictions with known outcomes, row by row.</summary>
/// <param name="Version">The model's.</param>
/// <param name="Labels">What happened.</param>
/// <param name="Probabilities">What had been predicted.</param>
/// <param name="Units">Whose the row is: the hash of the request's routing key, or its id where it had none.</param>
/// <param name="HasKey">Whether that is a key.</param>
public sealed record VersionOutcomes(int Version, float[] Labels, float[] Probabilities, string[] Units, bool[] HasKey);
