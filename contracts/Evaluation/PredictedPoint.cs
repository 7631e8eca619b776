namespace ServerlessML.Contracts;

/// <summary>One row.</summary>
public sealed record PredictedPoint(double Predicted, double Actual);
