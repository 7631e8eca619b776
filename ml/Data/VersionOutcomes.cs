namespace ServerlessML.Ml.Data;

/// <summary>One version's predictions with known outcomes, row by row.</summary>
/// <param name="Version">The model's.</param>
/// <param name="Labels">What happened.</param>
/// <param name="Probabilities">What had been predicted.</param>
public sealed record VersionOutcomes(int Version, float[] Labels, float[] Probabilities);
