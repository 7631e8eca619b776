using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>What a batch is known by when later ones are compared with it: a few numbers a column, by name.</summary>
public static class BatchFigures
{
    public const string Rows = "rows";
    public const string Missing = "missing";
    public const string Mean = "mean";

    /// <summary>The mean number of words of texts.</summary>
    public const string Words = "words";
    public const string Distinct = "distinct";
    public const string Label = "label";

    /// <summary>The scale of a column's numbers: it is not held against anything itself.</summary>
    public const string Deviation = "deviation";

    /// <summary>The quantiles, by name.</summary>
    public static IReadOnlyList<(string Name, double Share)> Quantiles { get; } = [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)];

    // With more bins than that, a bin may have several values.
    private const int ExactBins = 200;

    /// <summary>All figures of a profile, named <c>{figure}</c> or <c>{figure}:{column}</c>.</summary>
    public static SortedDictionary<string, double> Of(DatasetProfile profile)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal) { [Rows] = profile.Rows };
        foreach (var column in profile.Columns.Where(column => column.Count > 0))
        {
            foreach (var (figure, value) in Of(column).Where(known => double.IsFinite(known.Value)))
            {
                figures[Key(figure, column.Name)] = value;
            }
        }

        var labelled = profile.Labels.Values.Sum();
        foreach (var (label, count) in profile.Labels)
        {
            figures[Key(Label, label)] = (double)count / labelled;
        }

        return figures;
    }

    public static string Key(string figure, string column) => $"{figure}:{column}";

    /// <summary>The figure and the column, or the label's value, of a key; no column for rows.</summary>
    public static (string Figure, string? Column) Parts(string key) =>
        key.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at ? (key[..at], key[(at + 1)..]) : (key, null);

    private static IEnumerable<(string Figure, double Value)> Of(ColumnProfile column)
    {
        yield return (Missing, (double)column.Missing / column.Count);
        var present = column.Count - column.Missing;
        if (present == 0)
        {
            yield break;
        }

        if (column.Type == ColumnType.Category)
        {
            // What is not listed by name is not counted by name.
            if (column.OtherCategories == 0)
            {
                yield return (Distinct, column.Categories.Count);
            }

            yield break;
        }

        var mean = column.Sum / present;
        var deviation = Math.Sqrt(Math.Max(0, (column.SumOfSquares / present) - (mean * mean)));
        if (column.IsText)
        {
            yield return (Words, mean);
            yield return (Deviation, deviation);
            yield break;
        }

        var bins = column.Uppers().Where(bin => bin.Count > 0).ToList();
        if (bins.Count < ExactBins)
        {
            yield return (Distinct, bins.Count);
        }

        // Dates move on by themselves.
        if (!ExpectationSql.IsNumber(column.Type))
        {
            yield break;
        }

        yield return (Mean, mean);
        yield return (Deviation, deviation);
        foreach (var (name, share) in Quantiles)
        {
            yield return (name, At(bins, share * present));
        }
    }

    private static double At(List<(double Upper, long Count)> bins, double rank)
    {
        var below = 0L;
        foreach (var (upper, count) in bins)
        {
            below += count;
            if (below >= rank)
            {
                return upper;
            }
        }

        return bins.Count == 0 ? double.NaN : bins[^1].Upper;
    }
}
