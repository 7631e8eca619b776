namespace ServerlessML.Contracts.Validation;

/// <summary>What a dataset looked like; the baseline that later batches and live traffic are compared with.</summary>
public sealed record DatasetProfile
{
    public required long Rows { get; init; }
    public required IReadOnlyList<ColumnProfile> Columns { get; init; }

    /// <summary>Rows by label value.</summary>
    public IReadOnlyDictionary<string, long> Labels { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);
}
