namespace ServerlessML.Contracts;

/// <summary>Candidate and champion on the rows where a column has one value.</summary>
public sealed record SliceScore
{
    public required string Column { get; init; }
    public required string Value { get; init; }
    public required long Rows { get; init; }
    public required double CandidateAuc { get; init; }
    public double? ChampionAuc { get; init; }
}
