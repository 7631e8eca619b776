using System.Globalization;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Evaluation;

/// <summary>Numbers as groups of rows.</summary>
public static class Bands
{
    private static readonly double[] Quartiles = [0.25, 0.5, 0.75];

    /// <summary>The columns as categories: those of numbers by their bands.</summary>
    /// <param name="table">Has the columns.</param>
    /// <param name="columns">Their names; one named twice counts once.</param>
    /// <param name="edges">Ascending edges of each column of numbers.</param>
    /// <exception cref="ColumnException">There is no such column.</exception>
    public static Table Of(Table table, IEnumerable<string> columns, IReadOnlyDictionary<string, IReadOnlyList<double>> edges) =>
        new([
            .. columns
                .Distinct(StringComparer.Ordinal)
                .Select(name => table[name] is NumberColumn numbers ? Banded(numbers, edges[name]) : table[name]),
        ]);

    /// <summary>
    /// The edges of columns of numbers: those that are given, or else the quartiles of the reference, which stay as they are from run to
    /// run, or else, where the reference has no such column, of the rows.
    /// </summary>
    /// <param name="rows">The dataset, held out or not.</param>
    /// <param name="columns">Names; those of categories have no edges.</param>
    /// <param name="given">By column; null for none.</param>
    /// <param name="reference">The champion's training data; null without one.</param>
    /// <exception cref="ColumnException">There is no such column.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> Edges(
        Table rows,
        IEnumerable<string> columns,
        IReadOnlyDictionary<string, IReadOnlyList<double>>? given,
        DatasetProfile? reference
    ) =>
        columns
            .Distinct(StringComparer.Ordinal)
            .Where(name => rows[name] is NumberColumn)
            .ToDictionary(
                name => name,
                name =>
                    given?.GetValueOrDefault(name)
                    ?? (
                        reference?.Columns.FirstOrDefault(column => column.Name == name) is { BinCounts.Count: > 1 } known
                            ? QuartilesOf(known)
                            : QuartilesOf((NumberColumn)rows[name])
                    ),
                StringComparer.Ordinal
            );

    private static CategoryColumn Banded(NumberColumn column, IReadOnlyList<double> edges)
    {
        string Text(double edge) =>
            column is DateColumn date
                ? CanonicalTime.Text(edge, date.Type == ColumnType.Date)
                : ((float)edge).ToString(CultureInfo.InvariantCulture);
        return new(
            column.Name,
            Array.ConvertAll(column.Values, value => float.IsNaN(value) ? CategoryColumn.Missing : edges.Count(edge => value >= edge)),
            edges.Count == 0
                ? ["any"]
                :
                [
                    $"below {Text(edges[0])}",
                    .. edges.Zip(edges.Skip(1)).Select(pair => $"{Text(pair.First)} to below {Text(pair.Second)}"),
                    $"{Text(edges[^1])} or more",
                ]
        );
    }

    // The values of a bin count as its upper edge.
    private static IReadOnlyList<double> QuartilesOf(ColumnProfile column)
    {
        var bins = column.Uppers().Where(bin => bin.Count > 0).ToList();
        var total = bins.Sum(bin => bin.Count);
        List<double> edges = [];
        foreach (var share in Quartiles)
        {
            var below = 0L;
            var reached = bins.TakeWhile(bin => (below += bin.Count) <= share * total).Count();
            if (reached < bins.Count && double.IsFinite(bins[reached].Upper) && bins[reached].Upper > column.Min)
            {
                edges.Add(bins[reached].Upper);
            }
        }

        return [.. edges.Distinct()];
    }

    private static IReadOnlyList<double> QuartilesOf(NumberColumn column)
    {
        float[] known = [.. column.Values.Where(value => !float.IsNaN(value)).Order()];
        return
        [
            .. Quartiles
                .Where(_ => known.Length > 0)
                .Select(share => (double)known[(int)(share * known.Length)])
                .Distinct()
                .Where(edge => edge > known[0]),
        ];
    }
}
