namespace ServerlessML.Contracts.Evaluation;

/// <summary>The probability from which on rows are called positive, and where it comes from.</summary>
/// <param name="Value">0 to 1.</param>
/// <param name="Why">What it was chosen for, in words.</param>
/// <param name="Rows">Training rows that it was chosen on; 0 where it was given.</param>
public sealed record DecisionThreshold(double Value, string Why, long Rows)
{
    /// <summary>Whether the models whose answers chose it had learnt from those rows; false where it was given.</summary>
    public bool InSample { get; init; }
}
