namespace ServerlessML.Contracts;

/// <summary>What was said and what came, of the rows of one bin.</summary>
public sealed record CalibrationPoint(long Rows, double MeanProbability, double PositiveShare);
