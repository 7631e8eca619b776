namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/pipelines/{pipeline}/schema/accept</c> takes.</summary>
public sealed record SchemaBody
{
    /// <summary>The schema's version that was seen.</summary>
    public required int Version { get; init; }

    /// <summary>The run whose batch is accepted as it is.</summary>
    public required string Run { get; init; }
    public required string Reason { get; init; }

    /// <summary>Whose differences are accepted; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
