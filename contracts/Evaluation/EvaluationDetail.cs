namespace ServerlessML.Contracts.Evaluation;

/// <summary>What people look at before they sign, too large for the report that crosses the orchestration; the report names it by its digest.</summary>
public sealed record EvaluationDetail
{
    public required ModelDetail Candidate { get; init; }
    public ModelDetail? Champion { get; init; }

    /// <summary>Candidate less champion on the same rows, mean negative log likelihood; below zero is better. BCa bootstrap.</summary>
    public MeasuredInterval? LogLossDifference { get; init; }

    /// <summary>Rows that one of the two alone calls right, at one half, and McNemar's exact two-sided p.</summary>
    public DisagreementScore? Disagreement { get; init; }

    /// <summary>Most important first.</summary>
    public required IReadOnlyList<ColumnImportance> Importance { get; init; }
}

/// <summary>What the candidate loses, in AUC or the primary measure, when the column is shuffled: mean and standard deviation over the shuffles (Breiman 2001).</summary>
public sealed record ColumnImportance(string Column, double Loss, double Deviation);

/// <summary>Rows that one of two models alone calls right, and the exact two-sided p of no difference (McNemar 1947).</summary>
public sealed record DisagreementScore(long OnlyCandidate, long OnlyChampion, double PValue);
