namespace ServerlessML.Ml.Data;

/// <summary>Bins that depend on a column's definition alone, so that counts of different shards and batches add up exactly.</summary>
public static class ProfileBins
{
    private const int Bins = 20;
    private static readonly double[] Steps = [1, 1.5, 2, 3, 5, 7];

    /// <summary>Upper edges (inclusive) of all bins but the last: twenty equal widths between the limits, or, where a limit is open, six a decade of either sign from 0.001 to 10⁹.</summary>
    public static IReadOnlyList<double> EdgesOf(ColumnDefinition column)
    {
        if (column is { Min: { } min, Max: { } max })
        {
            return column.Type == ColumnType.Integer && max - min < Bins
                ? [.. Enumerable.Range(0, Math.Max(0, (int)(max - min))).Select(step => min + step)]
                : [.. Enumerable.Range(1, Bins - 1).Select(bin => min + (max - min) * bin / Bins)];
        }

        var magnitudes = Enumerable.Range(-3, 12)
            .SelectMany(decade => Steps.Select(step => decade < 0 ? step / Math.Pow(10, -decade) : step * Math.Pow(10, decade)))
            .ToList();
        return
        [
            .. magnitudes.AsEnumerable().Reverse().Select(magnitude => -magnitude).Append(0).Concat(magnitudes)
                .Where(edge => edge >= (column.Min ?? double.NegativeInfinity) && edge < (column.Max ?? double.PositiveInfinity)),
        ];
    }

    /// <summary>The bin of a value among the edges.</summary>
    public static int Of(double[] edges, double value)
    {
        var found = Array.BinarySearch(edges, value);
        return found < 0 ? ~found : found;
    }
}
