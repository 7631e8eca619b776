using System.Globalization;
using ServerlessML.Ml.Data;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Remarks on a dataset that make its figures doubtful, as sentences without their full stops. A column alone is judged as a tree of one
/// level would: by parts of equal values, or equally many, whose mean label is taken from the training rows and tried on the held-out ones,
/// so that a column of unique values tells nothing.
/// </summary>
public static class RowRemarks
{
    private const double Many = 0.1;
    private const double Perfect = 0.99;
    private const int FewestRows = 20;
    private const int Parts = 64;

    /// <summary>Training rows of which the bounds of parts are taken: several hundred for each part.</summary>
    private const int Sample = 20_000;

    /// <param name="dataset">All rows, the label last.</param>
    /// <param name="sides">The side of each.</param>
    /// <param name="label">The last column.</param>
    public static IReadOnlyList<string> Of(SplitTable dataset, RowSide[] sides, LabelDefinition label)
    {
        var table = dataset.Rows;
        if (table.RowCount < FewestRows)
        {
            return [];
        }

        List<string> remarks = [];
        if (dataset.Draws.Repeated is { } repeated && repeated >= Many * table.RowCount)
        {
            remarks.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{repeated:N0} of {table.RowCount:N0} rows repeat another row of their batch, label included; they are "
                        + $"drawn one by one, as by lot ('evaluation.split: inputs' keeps rows alike together)"
                )
            );
        }

        var labels = table.Numbers(label.Name).Values;
        foreach (var column in table.Columns.Where(column => column.Name != label.Name))
        {
            var parts = PartsOf(column, sides);
            if (IsUnique(column))
            {
                remarks.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"column '{column.Name}' has as many values as rows ({table.RowCount:N0}), as an id has: it tells "
                            + $"nothing of new rows"
                    )
                );
            }
            else if (Alone(parts, labels, sides, label) is { } quality)
            {
                remarks.Add(
                    $"column '{column.Name}' alone predicts the label almost perfectly ({quality} on the held-out rows): is it "
                        + $"known before the outcome?"
                );
            }
        }

        return remarks;
    }

    // Numbers that are measured differ from row to row as well; whole ones seldom do.
    private static bool IsUnique(Column column) =>
        column switch
        {
            CategoryColumn categories => categories.MissingCount == 0 && categories.Codes.Distinct().Count() == column.Length,
            NumberColumn numbers => Array.TrueForAll(numbers.Values, value => value == MathF.Floor(value))
                && numbers.Values.Distinct().Count() == column.Length,
            _ => false,
        };

    private static (int[] Part, int Count) PartsOf(Column column, RowSide[] sides)
    {
        if (column is CategoryColumn categories)
        {
            return (Array.ConvertAll(categories.Codes, code => code + 1), categories.Dictionary.Length + 1);
        }

        var values = ((NumberColumn)column).Values;
        float[] sorted = [.. values.Where((value, row) => sides[row] == RowSide.Train && !float.IsNaN(value))];
        var step = 1 + ((sorted.Length - 1) / Sample);
        // One of each stretch, its place by a hash: rows that come in turns are all met.
        sorted =
        [
            .. Enumerable.Range(0, sorted.Length / step).Select(at => sorted[(at * step) + (int)((uint)at * 2_654_435_761u % (uint)step)]),
        ];
        Array.Sort(sorted);
        var distinct = sorted.Distinct().Take(Parts + 1).ToArray();
        // The last value of each part; few values are a part each.
        var edges =
            distinct.Length <= Parts
                ? distinct
                : Enumerable.Range(1, Parts - 1).Select(part => sorted[(int)((long)sorted.Length * part / Parts)]).Distinct().ToArray();
        return (
            Array.ConvertAll(values, value =>
                float.IsNaN(value) ? 0 : 1 + (Array.BinarySearch(edges, value) is var at && at >= 0 ? at : ~at)
            ),
            edges.Length + 2
        );
    }

    private static string? Alone((int[] Part, int Count) parts, float[] labels, RowSide[] sides, LabelDefinition label)
    {
        var held = sides.Count(side => side == RowSide.Held);
        if (held < FewestRows || sides.Count(side => side == RowSide.Train) < FewestRows)
        {
            return null;
        }

        return label.Task switch
        {
            TaskKind.Regression => Numbers(parts, labels, sides),
            TaskKind.Binary => TwoValues(parts, labels, sides),
            _ => Classes(parts, labels, sides, label.Values.Count),
        };
    }

    // The area under the ROC curve from the counts of each part, parts in the order of their rates.
    private static string? TwoValues((int[] Part, int Count) parts, float[] labels, RowSide[] sides)
    {
        var means = Means(parts, labels, sides);
        var ones = new double[parts.Count];
        var zeros = new double[parts.Count];
        for (var row = 0; row < sides.Length; row++)
        {
            (labels[row] == 1 ? ones : zeros)[parts.Part[row]] += sides[row] == RowSide.Held ? 1 : 0;
        }

        double below = 0,
            area = 0;
        foreach (var alike in Enumerable.Range(0, parts.Count).GroupBy(part => means[part]).OrderBy(alike => alike.Key))
        {
            var (p, n) = (alike.Sum(part => ones[part]), alike.Sum(part => zeros[part]));
            area += p * (below + (n / 2));
            below += n;
        }

        var auc = area / (ones.Sum() * below);
        return auc >= Perfect ? string.Create(CultureInfo.InvariantCulture, $"AUC {auc:0.0000}") : null;
    }

    private static string? Classes((int[] Part, int Count) parts, float[] labels, RowSide[] sides, int classes)
    {
        var counts = new int[parts.Count, classes];
        var all = new int[classes];
        for (var row = 0; row < sides.Length; row++)
        {
            if (sides[row] == RowSide.Train)
            {
                counts[parts.Part[row], (int)labels[row]]++;
                all[(int)labels[row]]++;
            }
        }

        int Most(Func<int, int> count) => Enumerable.Range(0, classes).MaxBy(count);
        var usual = Most(one => all[one]);
        int[] called =
        [
            .. Enumerable
                .Range(0, parts.Count)
                .Select(part => Most(one => counts[part, one]))
                .Select((most, part) => counts[part, most] > 0 ? most : usual),
        ];
        int held = 0,
            right = 0,
            byChance = 0;
        for (var row = 0; row < sides.Length; row++)
        {
            if (sides[row] == RowSide.Held)
            {
                held++;
                right += called[parts.Part[row]] == (int)labels[row] ? 1 : 0;
                byChance += usual == (int)labels[row] ? 1 : 0;
            }
        }

        return byChance < held && (held - right) <= (1 - Perfect) * (held - byChance)
            ? string.Create(CultureInfo.InvariantCulture, $"accuracy {(double)right / held:0.0000}")
            : null;
    }

    private static string? Numbers((int[] Part, int Count) parts, float[] labels, RowSide[] sides)
    {
        var means = Means(parts, labels, sides);
        var mean = labels.Where((_, row) => sides[row] == RowSide.Held).Average(value => (double)value);
        double error = 0,
            spread = 0;
        for (var row = 0; row < sides.Length; row++)
        {
            if (sides[row] == RowSide.Held)
            {
                error += Math.Pow(labels[row] - means[parts.Part[row]], 2);
                spread += Math.Pow(labels[row] - mean, 2);
            }
        }

        return spread > 0 && 1 - (error / spread) is var r2 && r2 >= Perfect
            ? string.Create(CultureInfo.InvariantCulture, $"r2 {r2:0.0000}")
            : null;
    }

    // A part without training rows has the mean of all.
    private static double[] Means((int[] Part, int Count) parts, float[] labels, RowSide[] sides)
    {
        var sums = new double[parts.Count];
        var counts = new int[parts.Count];
        for (var row = 0; row < sides.Length; row++)
        {
            if (sides[row] == RowSide.Train)
            {
                sums[parts.Part[row]] += labels[row];
                counts[parts.Part[row]]++;
            }
        }

        var mean = sums.Sum() / counts.Sum();
        return [.. sums.Select((sum, part) => counts[part] == 0 ? mean : sum / counts[part])];
    }
}
