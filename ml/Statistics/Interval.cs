namespace ServerlessML.Ml.Statistics;

/// <summary>An estimate and the ends of its interval.</summary>
public sealed record Interval(double Estimate, double Low, double High);
