namespace ServerlessML.Contracts;

/// <summary>What an approval needs, what it has, and what is missing.</summary>
public sealed record ApprovalQuorum
{
    /// <summary>By role.</summary>
    public required IReadOnlyDictionary<string, int> Needed { get; init; }

    /// <summary>Beyond those, by anybody who may approve.</summary>
    public int NeededAny { get; init; }

    /// <summary>By role; a role of which nobody is missing is not there.</summary>
    public required IReadOnlyDictionary<string, int> Missing { get; init; }
    public int MissingAny { get; init; }
    public IReadOnlyList<ApprovalGiven> Given { get; init; } = [];
    public IReadOnlyList<ApprovalDelegation> Delegations { get; init; } = [];

    /// <summary>Who rejected without ending it, where only a veto does.</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];
}
