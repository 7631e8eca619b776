namespace ServerlessML.Contracts;

/// <summary>Rows whose predictions are neighbours: the mean prediction, and what came: the mean, and the 5 and 95 % quantiles.</summary>
public sealed record PredictedBin(long Rows, double Predicted, double Actual, double Low, double High);
