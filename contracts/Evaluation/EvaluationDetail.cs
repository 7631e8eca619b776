using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>
/// What people look at before they sign, too large for the report that crosses the orchestration; the report names it by its digest.
/// </summary>
public sealed record EvaluationDetail
{
    public required ModelDetail Candidate { get; init; }
    public ModelDetail? Champion { get; init; }

    /// <summary>Candidate and champion by the rows that each calls right; null for a number, and without a champion.</summary>
    [JsonPropertyName("disagreement")]
    public McNemarScore? McNemar { get; init; }

    /// <summary>Most important first.</summary>
    public required IReadOnlyList<ColumnImportance> Importance { get; init; }

    /// <summary>What the importances are of, and what was left out for want of time, as a sentence; null in older documents.</summary>
    public string? ImportanceOf { get; init; }

    // In old documents; now one of the report's differences.
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    internal MeasuredInterval? LogLossDifference { get; init; }
}

/// <summary>
/// What the candidate loses in the measure that models are compared by when the column is shuffled: mean and standard deviation over the
/// shuffles (Breiman 2001).
/// </summary>
public sealed record ColumnImportance(string Column, double Loss, double Deviation);

/// <summary>Rows that one of two models alone calls right, and the exact two-sided p of no difference (McNemar 1947).</summary>
public sealed record McNemarScore(long OnlyCandidate, long OnlyChampion, double PValue);
