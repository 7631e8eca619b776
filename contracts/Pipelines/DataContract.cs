using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Pipelines;

/// <summary>The columns that a batch must have. The order is the order of the model's inputs.</summary>
public sealed record DataContract
{
    public required IReadOnlyList<ColumnDefinition> Columns { get; init; }
    public required LabelDefinition Label { get; init; }

    /// <summary>
    /// Columns that a batch must have as well, to be sliced and judged by; no model takes them, and no request has them. Null for none.
    /// </summary>
    public IReadOnlyList<ColumnDefinition>? Audit { get; init; }

    /// <summary>How the files are written, as far as it is stated; null where each file tells.</summary>
    public FormatSettings? Format { get; init; }

    /// <summary>The contract that batches are checked by: inputs, then columns that only audit.</summary>
    [JsonIgnore]
    public DataContract Whole => With(Audit);

    /// <summary>The contract that evaluations read by: in batches from before a column audited, it is missing.</summary>
    [JsonIgnore]
    public DataContract Judged => With(Audit?.Select(column => column with { MaxMissing = 1 }));

    private DataContract With(IEnumerable<ColumnDefinition>? audit) =>
        audit is null ? this : this with { Columns = [.. Columns, .. audit], Audit = null };
}

/// <summary>One feature column.</summary>
public sealed record ColumnDefinition
{
    public required string Name { get; init; }
    public required ColumnType Type { get; init; }

    /// <summary>Smallest allowed value, for numbers.</summary>
    public double? Min { get; init; }

    /// <summary>Largest allowed value, for numbers.</summary>
    public double? Max { get; init; }

    /// <summary>Allowed values, for categories; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Largest share of missing values, 0 to 1.</summary>
    public double MaxMissing { get; init; }
}
