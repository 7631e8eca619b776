namespace ServerlessML.Contracts.Serving;

/// <summary>Which versions a pipeline's names point to.</summary>
public sealed record ModelAliases
{
    public required string Pipeline { get; init; }
    public int? Champion { get; init; }

    /// <summary>The champion before, which a rollback returns to.</summary>
    public int? Previous { get; init; }
    public int? Challenger { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}
