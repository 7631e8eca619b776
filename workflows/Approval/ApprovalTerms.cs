namespace ServerlessML.Workflows.Approval;

/// <summary>What decisions are held against.</summary>
/// <param name="Policy">The pipeline's.</param>
/// <param name="Evidence">What is to be signed; decisions about anything else do not count.</param>
/// <param name="StartedBy">Who started the run.</param>
/// <param name="Escalated">Whether the time of <see cref="ApprovalPolicy.Escalate"/> has come.</param>
public sealed record ApprovalTerms(ApprovalPolicy Policy, Digest Evidence, string? StartedBy = null, bool Escalated = false)
{
    /// <summary>The role that stands in for any other; null before the escalation.</summary>
    public string? StandIn => Escalated ? Policy.Escalate?.To : null;

    /// <summary>Roles that may approve now.</summary>
    public IReadOnlyList<string> Signing =>
        [.. Policy.SigningRoles.Append(StandIn).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Roles whose rejection ends it.</summary>
    public IReadOnlyList<string> Ending => Policy.Veto is { Count: > 0 } veto ? veto : Signing;

    public bool IsBarred(string person) =>
        Policy.StarterMayApprove == false && string.Equals(person, StartedBy, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether somebody of these roles can approve, or end it.</summary>
    public bool HasSay(IEnumerable<string> roles) => roles.Any(role => Signing.Contains(role) || Ending.Contains(role));
}
