namespace ServerlessML.Contracts.Evaluation;

/// <summary>A measure with the ends of its 95 % interval.</summary>
public sealed record MeasuredInterval(double Estimate, double Low, double High);
