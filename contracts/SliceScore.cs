namespace ServerlessML.Contracts;

/// <summary>Candidate and champion on the rows where a column has one value.</summary>
public sealed record SliceScore
{
    public required string Column { get; init; }
    public required string Value { get; init; }
    public required long Rows { get; init; }
    public required double CandidateAuc { get; init; }
    public double? ChampionAuc { get; init; }

    /// <summary>Candidate less champion, and its 95 % interval (paired DeLong); null without a champion.</summary>
    public AucDifference? Difference { get; init; }

    /// <summary>Two-sided, of no difference, adjusted for the number of slices (Holm 1979).</summary>
    public double? AdjustedPValue { get; init; }
}
