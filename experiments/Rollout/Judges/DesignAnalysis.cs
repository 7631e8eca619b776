namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>One analysis of a group-sequential design that was made.</summary>
/// <param name="Information">Units of the control times units of the treated arm over units of both.</param>
/// <param name="Fraction">Of the design's, at most 1: what alpha was spent by.</param>
/// <param name="Z">Of the difference.</param>
/// <param name="Bound">On its size; infinite, as text, where nothing was to be spent yet.</param>
/// <param name="Finding">What it showed.</param>
public sealed record DesignAnalysis(double Information, double Fraction, double Z, double Bound, Finding Finding);
