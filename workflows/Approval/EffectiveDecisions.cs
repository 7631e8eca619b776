namespace ServerlessML.Workflows.Approval;

/// <summary>The decisions that count: each person's last one about the evidence, and who counts in whose place.</summary>
internal sealed class EffectiveDecisions
{
    private readonly ApprovalTerms _terms;
    private readonly SortedDictionary<string, ApprovalDecision> _last = new(StringComparer.OrdinalIgnoreCase);

    public EffectiveDecisions(ApprovalTerms terms, IEnumerable<ApprovalDecision> decisions)
    {
        _terms = terms;
        foreach (var decision in decisions.Where(decision => decision.Evidence == terms.Evidence))
        {
            if (decision.What == DecisionKind.Withdraw)
            {
                _last.Remove(decision.By);
            }
            else
            {
                _last[decision.By] = decision;
            }
        }
    }

    /// <summary>Those that count, by the person's name.</summary>
    public IEnumerable<ApprovalDecision> Approvals =>
        Of(DecisionKind.Approve).Where(decision => !_terms.IsBarred(decision) && RolesOf(decision).Any(_terms.Signing.Contains));

    public IEnumerable<ApprovalDecision> Rejections => Of(DecisionKind.Reject).Where(decision => _terms.HasSay(RolesOf(decision)));

    public IEnumerable<ApprovalDelegation> Delegations =>
        Of(DecisionKind.Delegate).Where(IsAlive).Select(decision => new ApprovalDelegation { From = decision.By, To = decision.To ?? "" });

    public ApprovalDecision? Of(string person) => _last.GetValueOrDefault(person);

    /// <summary>Who named the person in their place.</summary>
    public IEnumerable<string> NamedBy(string person) =>
        Delegations.Where(delegation => IsSame(delegation.To, person)).Select(delegation => delegation.From);

    /// <summary>A person's own roles, and those of whom they stand for.</summary>
    public IEnumerable<string> RolesOf(ApprovalDecision decision) =>
        decision.Held.Concat(NamedBy(decision.By).SelectMany(person => _last[person].Held)).Distinct();

    // Two delegations in a row would leave a vote to somebody whom its owner never named.
    private bool IsAlive(ApprovalDecision delegation) =>
        delegation.To is { } to
        && !_terms.IsBarred(delegation)
        && !_terms.IsBarred(to)
        && !IsSame(delegation.By, to)
        && _terms.HasSay(delegation.Held)
        && Of(to)?.What != DecisionKind.Delegate;

    private IEnumerable<ApprovalDecision> Of(DecisionKind kind) => _last.Values.Where(decision => decision.What == kind);

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
