namespace ServerlessML.Contracts;

/// <summary>A measure of one model on the holdout.</summary>
/// <param name="Value">In the measure's units.</param>
/// <param name="Low">Lower end of the 95 % interval, BCa bootstrap over rows; null where there is none.</param>
/// <param name="High">Upper end.</param>
public sealed record MeasureScore(double Value, double? Low = null, double? High = null);
