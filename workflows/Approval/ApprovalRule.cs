using ServerlessML.Contracts.Identity;

namespace ServerlessML.Workflows.Approval;

/// <summary>Counts decisions. Pure. Asked after each decision: the first outcome other than undecided is final.</summary>
public static class ApprovalRule
{
    public const string DecidedEvent = "approval-decided";

    public static ApprovalState Judge(ApprovalTerms terms, IEnumerable<ApprovalDecision> decisions)
    {
        var decided = new EffectiveDecisions(terms, decisions);
        var approvals = decided.Approvals.ToList();
        var assignment = new QuorumAssignment(
            terms,
            [.. approvals.Select(approval => (approval.By, (IReadOnlyList<string>)[.. decided.RolesOf(approval)]))]
        );
        var ending = decided
            .Rejections.Where(rejection => decided.RolesOf(rejection).Any(terms.Ending.Contains))
            .MinBy(rejection => rejection.At);
        return new()
        {
            Outcome =
                ending is not null ? ApprovalOutcome.Rejected
                : assignment.IsFull ? ApprovalOutcome.Approved
                : ApprovalOutcome.Undecided,
            Rejection = ending,
            Quorum = new()
            {
                Needed = assignment.Seats,
                NeededAny = assignment.AnySeats,
                Missing = assignment.Empty,
                MissingAny = assignment.AnyEmpty,
                Given = [.. approvals.Select((approval, person) => Given(approval, assignment.SeatOf(person), decided))],
                Delegations = [.. decided.Delegations],
                Objections = [.. decided.Rejections.Select(rejection => rejection.By)],
            },
        };
    }

    /// <returns>Why a decision would not count after those before it; null when it does.</returns>
    public static DecisionRefusal? Refusal(ApprovalTerms terms, IEnumerable<ApprovalDecision> before, ApprovalDecision decision)
    {
        var known = before.ToList();
        var decided = new EffectiveDecisions(terms, known);
        // A person's own last word goes with the new one: it may have been what kept another's from naming them.
        var roles = new EffectiveDecisions(terms, known.Append(decision)).RolesOf(decision);
        return decision.What switch
        {
            DecisionKind.Withdraw => decided.OfPerson(decision) is null ? new(false, $"'{decision.By}' has nothing to withdraw.") : null,
            DecisionKind.Delegate => Delegation(terms, decided, decision),
            DecisionKind.Approve when terms.IsBarred(decision) => new(true, Barred(terms, decision, "approve it")),
            DecisionKind.Approve => roles.Any(terms.Signing.Contains) ? null : NoSay(terms, decision, terms.Signing),
            _ => terms.HasSay(roles) ? null : NoSay(terms, decision, terms.Signing.Union(terms.Ending)),
        };
    }

    private static DecisionRefusal? Delegation(ApprovalTerms terms, EffectiveDecisions decided, ApprovalDecision decision)
    {
        var standsFor = decided.NamedBy(decision.By).FirstOrDefault();
        if (standsFor is null && !terms.HasSay(decision.Held))
        {
            return NoSay(terms, decision, terms.Signing.Union(terms.Ending));
        }

        if (terms.IsBarred(decision))
        {
            return new(true, Barred(terms, decision, "approve it or delegate to somebody who does"));
        }

        var problem =
            decision.To is not { Length: > 0 } to ? "A delegation must name a person in 'to'."
            : string.Equals(to, decision.By, StringComparison.OrdinalIgnoreCase) ? $"'{decision.By}' cannot delegate to themselves."
            : terms.IsBarred(to) ? $"'{to}' started the run and cannot approve it."
            : standsFor is not null ? $"'{decision.By}' is the delegate of {standsFor} and cannot delegate further."
            : decided.Of(to)?.What == DecisionKind.Delegate ? $"'{to}' has delegated to somebody else."
            : null;
        return problem is null ? null : new(false, problem);
    }

    private static string Barred(ApprovalTerms terms, ApprovalDecision decision, string what) =>
        terms.IsPerhapsTheStarter(decision)
            ? $"Who started the run is not known ({terms.StartedBy}), and '{decision.By}' may have: they are an {Role.Engineer}, and who "
                + $"starts a run cannot {what}. Another approver must, or start runs by POST /api/runs, which knows who asks."
            : $"'{decision.By}' started the run; who starts a run cannot {what}.";

    private static DecisionRefusal NoSay(ApprovalTerms terms, ApprovalDecision decision, IEnumerable<string> needed)
    {
        var later =
            !terms.Escalated && terms.Policy.Escalate is { } escalation && decision.Held.Contains(escalation.To)
                ? $"; {escalation.To}s may decide once the approval is escalated"
                : "";
        return new(
            true,
            $"'{decision.By}' has the roles [{string.Join(", ", decision.Held)}]; this needs one of [{string.Join(", ", needed)}]{later}."
        );
    }

    private static ApprovalGiven Given(ApprovalDecision approval, (bool Seated, string? Role) place, EffectiveDecisions decided) =>
        new()
        {
            By = approval.By,
            Role = place.Role,
            Counts = place.Seated,
            For = [.. decided.NamedBy(approval.By)],
        };
}
