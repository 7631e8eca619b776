namespace ServerlessML.Contracts.Approval;

/// <summary>How an approval stands, and what will happen when if nobody does anything.</summary>
public sealed record ApprovalProgress
{
    public required ApprovalQuorum Quorum { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null when it does not escalate.</summary>
    public DateTimeOffset? EscalatesAt { get; init; }
    public string? EscalatesTo { get; init; }
    public bool Escalated { get; init; }
    public DateTimeOffset? RemindsAt { get; init; }
}

/// <summary>What an approval needs, what it has, and what is missing.</summary>
public sealed record ApprovalQuorum
{
    /// <summary>The number of approvals that the quorum needs of each role.</summary>
    public required IReadOnlyDictionary<string, int> Needed { get; init; }

    /// <summary>Beyond those, by anybody who may approve.</summary>
    public int NeededAny { get; init; }

    /// <summary>The number of approvals still missing of each role; a role that is complete is left out.</summary>
    public required IReadOnlyDictionary<string, int> Missing { get; init; }
    public int MissingAny { get; init; }
    public IReadOnlyList<ApprovalGiven> Given { get; init; } = [];
    public IReadOnlyList<ApprovalDelegation> Delegations { get; init; } = [];

    /// <summary>Who rejected without ending it, where only a veto does.</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];
}

/// <summary>One person's approval.</summary>
public sealed record ApprovalGiven
{
    public required string By { get; init; }

    /// <summary>The role whose place it fills; null for a place of any role, and where no place was left.</summary>
    public string? Role { get; init; }

    /// <summary>False when the places were filled without it.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Who named this person in their place.</summary>
    public IReadOnlyList<string> For { get; init; } = [];
}

/// <summary>A person who named another one in their place.</summary>
public sealed record ApprovalDelegation
{
    public required string From { get; init; }
    public required string To { get; init; }
}
