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

    /// <summary>
    /// The column of what each row counts in training, 0 or more; no model takes it, and no request has it. Null where rows count alike.
    /// </summary>
    public ColumnDefinition? Weight { get; init; }

    /// <summary>Columns that files may have and nobody reads; null for none.</summary>
    public IReadOnlyList<string>? Ignored { get; init; }

    /// <summary>How the files are written, as far as it is stated; null where each file tells.</summary>
    public FormatSettings? Format { get; init; }

    /// <summary>The contract that batches are checked by: inputs, then columns that only audit, then the weight.</summary>
    [JsonIgnore]
    public DataContract Whole => With([.. Audit ?? [], .. Weights]);

    /// <summary>The contract that batches of a training window are checked by: inputs and weight.</summary>
    [JsonIgnore]
    public DataContract Trained => With(Weights);

    /// <summary>
    /// The contract that evaluations read by: in batches from before a column audited, it is missing, and rows count alike.
    /// </summary>
    [JsonIgnore]
    public DataContract Judged => With([.. (Audit ?? []).Select(column => column with { MaxMissing = 1 })]);

    /// <summary>
    /// The contract of rows that are written anew for other programs: plain CSV, dates as the numbers that a model takes.
    /// </summary>
    [JsonIgnore]
    public DataContract Rewritten =>
        this with
        {
            Format = null,
            Columns =
            [
                .. Columns.Select(column =>
                    column.IsDate ? column with { Date = (column.Date ?? new()) with { Format = CanonicalTime.MinutesSince2030 } } : column
                ),
            ],
        };

    private ColumnDefinition[] Weights => Weight is null ? [] : [Weight];

    private DataContract With(ColumnDefinition[] beside) =>
        this with
        {
            Columns = beside.Length == 0 ? Columns : [.. Columns, .. beside],
            Audit = null,
            Weight = null,
        };
}

/// <summary>One feature column.</summary>
public sealed record ColumnDefinition
{
    public required string Name { get; init; }
    public required ColumnType Type { get; init; }

    /// <summary>Smallest allowed value, for numbers; of dates in <see cref="CanonicalTime"/>.</summary>
    public double? Min { get; init; }

    /// <summary>Largest allowed value, for numbers; of dates in <see cref="CanonicalTime"/>.</summary>
    public double? Max { get; init; }

    /// <summary>Allowed values, for categories; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Largest share of missing values, 0 to 1.</summary>
    public double MaxMissing { get; init; }

    /// <summary>How dates are written and taken apart; null for the usual, and for other types.</summary>
    public DateSettings? Date { get; init; }

    /// <summary>What a model learns of texts; null for the usual, and for other types.</summary>
    public TextSettings? Text { get; init; }

    [JsonIgnore]
    public bool IsDate => Type is ColumnType.Date or ColumnType.Datetime;

    /// <summary>Whether a date has no time of day.</summary>
    [JsonIgnore]
    public bool IsDay => Type == ColumnType.Date;
}
