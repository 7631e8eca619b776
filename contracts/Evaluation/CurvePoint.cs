namespace ServerlessML.Contracts;

/// <summary>A point of a curve, both 0 to 1.</summary>
public sealed record CurvePoint(double X, double Y);
