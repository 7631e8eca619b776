namespace ServerlessML.Workflows.Approval;

/// <summary>The decisions that count: each person's last one about the evidence, and who counts in whose place.</summary>
internal sealed class EffectiveDecisions
{
    private readonly ApprovalTerms _terms;
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ApprovalDecision> _last = new(StringComparer.OrdinalIgnoreCase);

    public EffectiveDecisions(ApprovalTerms terms, IEnumerable<ApprovalDecision> decisions)
    {
        _terms = terms;
        var known = decisions.Where(decision => decision.Evidence == terms.Evidence).ToList();
        foreach (var decision in known.Where(decision => terms.CountsByObjectId && decision.ById is not null))
        {
            _ids.TryAdd(decision.By, decision.ById!);
        }

        foreach (var decision in known)
        {
            if (decision.What == DecisionKind.Withdraw)
            {
                _last.Remove(PersonOf(decision));
            }
            else
            {
                _last[PersonOf(decision)] = decision;
            }
        }
    }

    /// <summary>Those that count, by the person's name.</summary>
    public IEnumerable<ApprovalDecision> Approvals =>
        Of(DecisionKind.Approve).Where(decision => !_terms.IsBarred(decision) && RolesOf(decision).Any(_terms.Signing.Contains));

    public IEnumerable<ApprovalDecision> Rejections => Of(DecisionKind.Reject).Where(decision => _terms.HasSay(RolesOf(decision)));

    public IEnumerable<ApprovalDelegation> Delegations =>
        Alive.Select(decision => new ApprovalDelegation { From = decision.By, To = decision.To ?? "" });

    private IEnumerable<ApprovalDecision> Alive => Of(DecisionKind.Delegate).Where(IsAlive);

    /// <summary>The last decision of whoever has the name.</summary>
    public ApprovalDecision? Of(string name) => _last.GetValueOrDefault(_ids.GetValueOrDefault(name, name));

    /// <summary>The last decision of whoever made that one.</summary>
    public ApprovalDecision? OfPerson(ApprovalDecision decision) => _last.GetValueOrDefault(PersonOf(decision));

    /// <summary>Who named the person in their place.</summary>
    public IEnumerable<string> NamedBy(string person) => Naming(person).Select(delegation => delegation.By);

    /// <summary>A person's own roles, and those of whom they stand for.</summary>
    public IEnumerable<string> RolesOf(ApprovalDecision decision) =>
        decision.Held.Concat(Naming(decision.By).SelectMany(delegation => delegation.Held)).Distinct();

    private IEnumerable<ApprovalDecision> Naming(string person) => Alive.Where(delegation => IsSame(delegation.To ?? "", person));

    // Two names can be one person's, and one name two persons' in time. Where nobody says an object id, the name is the token's.
    private string PersonOf(ApprovalDecision decision) =>
        _terms.CountsByObjectId ? decision.ById ?? _ids.GetValueOrDefault(decision.By, decision.By) : decision.By;

    // Two delegations in a row would leave a vote to somebody whom its owner never named.
    private bool IsAlive(ApprovalDecision delegation) =>
        delegation.To is { } to
        && !_terms.IsBarred(delegation)
        && !_terms.IsBarred(to)
        && !IsSame(delegation.By, to)
        && _terms.HasSay(delegation.Held)
        && Of(to)?.What != DecisionKind.Delegate;

    private IEnumerable<ApprovalDecision> Of(DecisionKind kind) =>
        _last.Values.Where(decision => decision.What == kind).OrderBy(decision => decision.By, StringComparer.OrdinalIgnoreCase);

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
