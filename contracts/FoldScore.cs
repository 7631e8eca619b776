namespace ServerlessML.Contracts;

/// <summary>How a model did on the rows of the fold that was kept back from it.</summary>
/// <param name="Metric">As <see cref="SearchSettings.Metric"/>.</param>
/// <param name="Value">Higher is better.</param>
/// <param name="Rows">Kept back.</param>
public sealed record FoldScore(string Metric, double Value, long Rows);
