namespace ServerlessML.Contracts;

/// <summary>A person who named another one in their place.</summary>
public sealed record ApprovalDelegation
{
    public required string From { get; init; }
    public required string To { get; init; }
}
