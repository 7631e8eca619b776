namespace ServerlessML.Contracts;

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
