namespace ServerlessML.Contracts;

/// <summary>Candidate and champion on the rows where a column has one value.</summary>
public sealed record SliceScore
{
    public required string Column { get; init; }
    public required string Value { get; init; }
    public required long Rows { get; init; }
    public double? CandidateAuc { get; init; }
    public double? ChampionAuc { get; init; }

    /// <summary>What the slice is measured by, and both models' values (<see cref="TaskMeasure"/>); null for a label of two values, where it is the AUC.</summary>
    public string? Measure { get; init; }
    public double? Candidate { get; init; }
    public double? Champion { get; init; }

    /// <summary>Candidate less champion, and its 95 % interval (paired DeLong, or the paired rows); null without a champion.</summary>
    public AucDifference? Difference { get; init; }

    /// <summary>Two-sided, of no difference, adjusted for the number of slices (Holm 1979).</summary>
    public double? AdjustedPValue { get; init; }
}
