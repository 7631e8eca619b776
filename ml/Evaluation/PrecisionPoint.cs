namespace ServerlessML.Ml.Evaluation;

/// <summary>Share of positives found, and share of positives among the rows, at or above a threshold.</summary>
public sealed record PrecisionPoint(double Recall, double Precision, double Threshold);
