using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// A column that the split divides by as the shard's table holds it: <c>s{i}</c> what it divides by, <c>r{i}</c> the text.
/// </summary>
internal sealed record SplitCheck(int Index, FileColumn Source, bool IsTime)
{
    public string Select =>
        $"{(IsTime ? SplitCells.Time(Source) : $"NULLIF(trim({Source.Raw}), '')")} AS s{Index}, NULLIF(trim({Source.Raw}), "
        + $"'') AS r{Index}";

    public static IReadOnlyList<SplitCheck> Of(FileSource source, SplitSettings split) =>
        [
            .. split
                .Needed()
                .Select(
                    (name, index) =>
                        source.Find(name) is { IsScalar: true } found ? new SplitCheck(index, found, split.Time is not null) : null
                )
                .OfType<SplitCheck>(),
        ];

    /// <summary>SQL condition of a row that has none.</summary>
    public string Absent => $"r{Index} IS NULL";

    public IEnumerable<CellCheck> Checks()
    {
        if (IsTime)
        {
            yield return new(
                "time",
                Source.Name,
                $"r{Index}",
                $"s{Index} IS NULL AND r{Index} IS NOT NULL",
                "are neither a date (2026-01-31, with or without a time) nor a number; 'evaluation.split' divides the rows by this column"
            );
        }
    }
}
