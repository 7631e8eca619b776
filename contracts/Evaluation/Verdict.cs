namespace ServerlessML.Contracts;

/// <summary>The promotion gate's answer, with its reasons.</summary>
public sealed record Verdict
{
    public required VerdictOutcome Outcome { get; init; }
    public required IReadOnlyList<VerdictReason> Reasons { get; init; }
}
