namespace ServerlessML.Ml.Evaluation;

/// <summary>Rows whose probability lies in [Low, High): what was said and what came.</summary>
public sealed record CalibrationBin(double Low, double High, int Rows, double MeanProbability, double PositiveShare);
