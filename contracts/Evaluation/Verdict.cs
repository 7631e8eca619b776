namespace ServerlessML.Contracts.Evaluation;

/// <summary>The promotion gate's answer, with its reasons.</summary>
public sealed record Verdict
{
    public required VerdictOutcome Outcome { get; init; }
    public required IReadOnlyList<VerdictReason> Reasons { get; init; }

    /// <summary>Says which limits are broken.</summary>
    public string Broken() => string.Join("; ", Reasons.Where(reason => !reason.Holds).Select(reason => reason.Message));
}

/// <summary>What the promotion gate says.</summary>
public enum VerdictOutcome
{
    Promote,
    Reject,
    Ask,
}

/// <summary>One measure held against its limit.</summary>
public sealed record VerdictReason
{
    public required string Measure { get; init; }
    public required double Value { get; init; }
    public required double Limit { get; init; }
    public required bool Holds { get; init; }
    public required string Message { get; init; }
}
