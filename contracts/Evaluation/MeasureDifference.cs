namespace ServerlessML.Contracts;

/// <summary>Candidate less champion in one measure, on the same rows.</summary>
/// <param name="Difference">In the measure's units.</param>
/// <param name="Low">Lower end of the 95 % interval, BCa bootstrap over rows; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, of no difference, by the paired rows; null for measures that no row has a part of its own in.</param>
public sealed record MeasureDifference(double Difference, double? Low = null, double? High = null, double? PValue = null);
