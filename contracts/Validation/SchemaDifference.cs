namespace ServerlessML.Contracts.Validation;

/// <summary>Where a batch is not as its pipeline's schema has it, and what would accept it.</summary>
public sealed record SchemaDifference
{
    public required SchemaDifferenceKind Kind { get; init; }
    public required string Column { get; init; }

    /// <summary>What the schema has.</summary>
    public required string Expected { get; init; }

    /// <summary>What the batch has.</summary>
    public required string Found { get; init; }

    /// <summary>Rows that have it, where they are counted.</summary>
    public long? Rows { get; init; }

    /// <summary>The change that accepts it, such as <c>widen the range to 0 to 812</c>.</summary>
    public required string Change { get; init; }
}

/// <summary>How a batch can differ from a schema.</summary>
public enum SchemaDifferenceKind
{
    /// <summary>A column that the schema does not have.</summary>
    NewColumn,

    /// <summary>A column of the schema that the definition has no longer.</summary>
    MissingColumn,
    Type,

    /// <summary>Training or serving.</summary>
    Environments,
    NewCategory,
    Range,
}
