using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Finds columns that no model takes and that may name whom or what a row is about: their values repeat and stand on both sides of the
/// split, rows of one value agree in their label (a model that recognises them knows it), and agree in an input beyond what the label says
/// of it (by which it can recognise them). A column of few values, the label in other words and an outcome that the label is cut from are
/// none.
/// </summary>
public static class RepeatedColumns
{
    /// <summary>Fewer values are groups, such as weekdays or regions, that the model will meet again.</summary>
    public const int FewestValues = 10;

    private const double Half = 0.5;
    private const double Alike = 0.25;
    private const double Recognised = 0.3;
    private const double Switching = 0.2;
    private const int ValuesOfClass = 3;
    private const int Neighbours = 4;
    private const int Bands = 10;

    // Of independent rows the agreement of pairs is off by about one over the root of their number.
    private const double Deviations = 4;

    /// <param name="columns">Those that are left out.</param>
    /// <param name="inputs">All rows of the model's inputs.</param>
    /// <param name="labels">Of the same rows.</param>
    /// <param name="sides">The side of each.</param>
    /// <param name="label">What the labels are.</param>
    /// <returns>The strongest first.</returns>
    public static IReadOnlyList<RepeatedColumn> Of(
        IReadOnlyList<LeftOutColumn> columns,
        Table inputs,
        float[] labels,
        RowSide[] sides,
        LabelDefinition label
    ) =>
        [
            .. columns
                .Select(column => Of(column, inputs, labels, sides, label))
                .OfType<RepeatedColumn>()
                .OrderByDescending(column => column.Agreement)
                .ThenBy(column => column.Column, StringComparer.Ordinal),
        ];

    /// <summary>The remark about one, without its full stop.</summary>
    public static string Said(RepeatedColumn column) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"column '{column.Column}' is no input, but its {column.Values:N0} values repeat in {column.Rows:N0} rows: {100 * column.Seen:0} % "
                + $"of the held-out rows have one that training rows have too, and rows of one value agree in their label (agreement "
                + $"{column.Agreement:0.00}, by chance 0). If it names whom or what a row is about, the figures are of those alone that the "
                + $"model has met: 'evaluation.split: {{ key: [{column.Column}] }}' holds whole ones out"
        );

    private static RepeatedColumn? Of(LeftOutColumn column, Table inputs, float[] labels, RowSide[] sides, LabelDefinition label)
    {
        var groups = new RowGroups(column.Values);
        var seen = SeenOf(groups, sides);
        var fewest = label.Task == TaskKind.Regression ? FewestValues : Math.Max(FewestValues, ValuesOfClass * label.Values.Count);
        if (groups.Repeated * 2 < column.Values.Count || groups.Count < fewest || seen < Half)
        {
            return null;
        }

        var agreement =
            label.Task == TaskKind.Regression ? groups.Variance(labels) : groups.Pairs(Array.ConvertAll(labels, one => (int)one));
        if (agreement < Alike || agreement < Deviations / Math.Sqrt(groups.PairCount))
        {
            return null;
        }

        var known = BandsOf(labels, label);
        var neighbours = IsScale(column, groups, known) ? groups.Joined(column.Numbers, Neighbours) : null;
        var isRecognised = inputs.Columns.Any(input =>
            AgreementOf(groups, input, known) is var own
            && own >= Recognised
            // Along a scale, neighbours are as alike; patients with numbers next to each other are not.
            && (neighbours is null || AgreementOf(neighbours, input, known) <= own / 2)
        );
        return isRecognised ? new(column.Name, groups.Count, groups.Rows, seen, agreement) : null;
    }

    private static double SeenOf(RowGroups groups, RowSide[] sides)
    {
        var trained = new bool[groups.Count];
        for (var row = 0; row < sides.Length; row++)
        {
            if (sides[row] == RowSide.Train && groups.Of[row] >= 0)
            {
                trained[groups.Of[row]] = true;
            }
        }

        var (held, seen) = (0L, 0L);
        for (var row = 0; row < sides.Length; row++)
        {
            if (sides[row] == RowSide.Held)
            {
                held++;
                seen += groups.Of[row] >= 0 && trained[groups.Of[row]] ? 1 : 0;
            }
        }

        return held == 0 ? 0 : (double)seen / held;
    }

    // What the label alone says of an input is no sign of whom a row is about.
    private static double AgreementOf(RowGroups groups, Column input, int[] known)
    {
        if (input is CategoryColumn categories)
        {
            return groups.Pairs(categories.Codes, known);
        }

        var values = ((NumberColumn)input).Values;
        var sums = new double[known.Max() + 1];
        var counts = new long[sums.Length];
        for (var row = 0; row < values.Length; row++)
        {
            if (float.IsFinite(values[row]))
            {
                sums[known[row]] += values[row];
                counts[known[row]]++;
            }
        }

        return groups.Variance([.. values.Select((value, row) => (float)(value - (sums[known[row]] / counts[known[row]])))]);
    }

    // The label's value, or its tenth.
    private static int[] BandsOf(float[] labels, LabelDefinition label)
    {
        if (label.Task != TaskKind.Regression)
        {
            return Array.ConvertAll(labels, one => (int)one);
        }

        float[] sorted = [.. labels.Order()];
        float[] edges = [.. Enumerable.Range(1, Bands - 1).Select(band => sorted[(int)((long)band * sorted.Length / Bands)]).Distinct()];
        return Array.ConvertAll(labels, one => Array.BinarySearch(edges, one) is var at && at >= 0 ? at + 1 : ~at);
    }

    // Numbers in whose order the label seldom changes: an outcome that it is cut from, or another scale of it.
    private static bool IsScale(LeftOutColumn column, RowGroups groups, int[] known)
    {
        if (column.Numbers.Where((_, row) => groups.Of[row] >= 0).Any(double.IsNaN))
        {
            return false;
        }

        var first = new int[groups.Count];
        for (var row = column.Numbers.Count - 1; row >= 0; row--)
        {
            if (groups.Of[row] >= 0)
            {
                first[groups.Of[row]] = row;
            }
        }

        int[] ordered = [.. first.OrderBy(row => column.Numbers[row])];
        var changes = ordered.Zip(ordered.Skip(1)).Count(pair => known[pair.First] != known[pair.Second]);
        return changes <= Switching * ordered.Length;
    }
}
