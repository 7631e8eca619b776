namespace ServerlessML.Ml.Evaluation;

/// <summary>Shares of negatives and of positives at or above a threshold.</summary>
public sealed record RocPoint(double FalsePositiveRate, double TruePositiveRate, double Threshold);
