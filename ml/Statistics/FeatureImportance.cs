namespace ServerlessML.Ml.Statistics;

/// <summary>What a model loses when a column is shuffled.</summary>
/// <param name="Column">The column.</param>
/// <param name="Loss">Mean over the shuffles; near zero where the model does not use it.</param>
/// <param name="Deviation">Standard deviation over the shuffles.</param>
public sealed record FeatureImportance(string Column, double Loss, double Deviation);
