using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Validation;

/// <summary>
/// What a pipeline's data is like where its definition leaves that open: inferred from the first accepted batch, then changed by people
/// alone, with a reason each time (docs/reference/schema.md).
/// </summary>
public sealed record DataSchema
{
    /// <summary>Changes of before are in the content-addressed store alone: each names the document before it.</summary>
    public const int MostChanges = 100;

    public required string Pipeline { get; init; }

    /// <summary>The version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The definition's columns, its label last.</summary>
    public required IReadOnlyList<SchemaColumn> Columns { get; init; }

    /// <summary>Columns that files have and the definition does not name.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>How it came to be as it is, the oldest first.</summary>
    public IReadOnlyList<SchemaChange> Changes { get; init; } = [];
}

/// <summary>One column.</summary>
public sealed record SchemaColumn
{
    public const string Training = "training";
    public const string Serving = "serving";

    public required string Name { get; init; }
    public required ColumnType Type { get; init; }

    /// <summary>Where it is there: in batches (training), in requests (serving).</summary>
    public required IReadOnlyList<string> Environments { get; init; }

    /// <summary>The smallest value that is as expected; null where the definition says it, or nobody knows.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value that is as expected; null likewise.</summary>
    public double? Max { get; init; }

    /// <summary>The values that are known; null where the definition says them, or where there are too many to know them all.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>One change of a schema.</summary>
public sealed record SchemaChange
{
    /// <summary>The version that it made.</summary>
    public required int Version { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }

    /// <summary>The person's object id in Entra ID; null where there is none.</summary>
    public string? ById { get; init; }

    /// <summary>The person's roles; null for the first version.</summary>
    public string? Role { get; init; }
    public required string Reason { get; init; }

    /// <summary>The run whose batch it accepts.</summary>
    public required string RunId { get; init; }

    /// <summary>What it changed, as sentences.</summary>
    public IReadOnlyList<string> What { get; init; } = [];

    /// <summary>Names the command that asked for it; null for the first version, which nobody asked for.</summary>
    public string? Id { get; init; }

    /// <summary>The document before, in the content-addressed store; null for the first version.</summary>
    public Digest? Before { get; init; }

    /// <summary>Seals what the audit log is to say of it; null for the first version, and where the log has no key.</summary>
    public string? Seal { get; init; }
}
