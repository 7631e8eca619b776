namespace ServerlessML.Ml.Training.Features;

/// <summary>Columns side by side in a graph.</summary>
/// <param name="Names">What a recipe learns them as.</param>
/// <param name="Value">[N, columns], float, or [N, 1], string.</param>
internal sealed record FeatureBlock(IReadOnlyList<string> Names, Value Value);
