using System.Globalization;

namespace ServerlessML.Ml.Evaluation;

/// <summary>Numbers as groups of rows.</summary>
public static class Bands
{
    private static readonly double[] Quartiles = [0.25, 0.5, 0.75];

    /// <summary>The columns as categories: those of numbers by their bands.</summary>
    /// <param name="table">Has the columns.</param>
    /// <param name="columns">Their names; one named twice counts once.</param>
    /// <param name="edges">Ascending edges by column, where they are given; quartiles of the table otherwise.</param>
    /// <exception cref="ColumnException">There is no such column.</exception>
    public static Table Of(Table table, IEnumerable<string> columns, IReadOnlyDictionary<string, IReadOnlyList<double>>? edges) =>
        new([
            .. columns
                .Distinct(StringComparer.Ordinal)
                .Select(name =>
                    table[name] is NumberColumn numbers
                        ? Banded(numbers, edges?.GetValueOrDefault(name) ?? QuartilesOf(numbers))
                        : table[name]
                ),
        ]);

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
