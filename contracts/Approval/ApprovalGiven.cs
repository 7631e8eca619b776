namespace ServerlessML.Contracts;

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
