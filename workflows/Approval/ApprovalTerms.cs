using ServerlessML.Contracts.Identity;

namespace ServerlessML.Workflows.Approval;

/// <summary>What decisions are held against.</summary>
/// <param name="Policy">The pipeline's.</param>
/// <param name="Evidence">What is to be signed; decisions about anything else do not count.</param>
/// <param name="StartedBy">Who started the run.</param>
/// <param name="Escalated">Whether the time of <see cref="ApprovalPolicy.Escalate"/> has come.</param>
public sealed record ApprovalTerms(ApprovalPolicy Policy, Digest Evidence, string? StartedBy = null, bool Escalated = false)
{
    /// <summary>What <see cref="StartedBy"/> begins with where no person is known.</summary>
    public const string TriggerPrefix = "trigger:";

    /// <summary>The role that stands in for any other; null before the escalation.</summary>
    public string? StandIn => Escalated ? Policy.Escalate?.To : null;

    /// <summary>Roles that may approve now.</summary>
    public IReadOnlyList<string> Signing =>
        [.. Policy.SigningRoles.Append(StandIn).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Roles whose rejection ends it.</summary>
    public IReadOnlyList<string> Ending => Policy.Veto is { Count: > 0 } veto ? veto : Signing;

    /// <summary>The starter's object id, where one is known: two names can be one person's, and one name two persons' in time.</summary>
    public string? StartedById { get; init; }

    /// <summary>A person is their object id, where they have one, and not their name.</summary>
    public bool CountsByObjectId { get; init; }

    /// <summary>Where a trigger started the run, whoever could have put the files there may be who caused it.</summary>
    public bool BarsUnknownStarters { get; init; }

    public bool IsBarred(string person) =>
        Policy.StarterMayApprove == false && string.Equals(person, StartedBy, StringComparison.OrdinalIgnoreCase);

    public bool IsBarred(ApprovalDecision decision) =>
        Policy.StarterMayApprove == false
        && (
            (StartedById is { } starter && decision.ById is { } person ? starter == person : IsBarred(decision.By))
            || IsPerhapsTheStarter(decision)
        );

    /// <summary>The run was started by a trigger, and the person has the role of those who bring data.</summary>
    public bool IsPerhapsTheStarter(ApprovalDecision decision) =>
        BarsUnknownStarters
        && StartedBy?.StartsWith(TriggerPrefix, StringComparison.Ordinal) == true
        && decision.Held.Contains(Role.Engineer);

    /// <summary>Whether somebody of these roles can approve, or end it.</summary>
    public bool HasSay(IEnumerable<string> roles) => roles.Any(role => Signing.Contains(role) || Ending.Contains(role));
}
