using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Tests.Ml.Data;

public sealed partial class SplitRowsTests
{
    internal static SplitRows Draws(SplitKind kind, Table identity, double share, string salt, int[]? batches = null) =>
        new(
            new()
            {
                Kind = kind,
                Share = share,
                Salt = salt,
                Columns = [],
            },
            identity,
            batches ?? new int[identity.RowCount]
        );

    private static SplitRows ByTime(double[] times, double share, double gap = 0, int[]? batches = null) =>
        new(
            new()
            {
                Kind = SplitKind.Time,
                Share = share,
                Salt = "s",
                Time = new() { Column = "at", Gap = gap },
            },
            new([]),
            batches ?? new int[times.Length],
            times
        );

    private static IEnumerable<int> Rows(RowSide[] sides, RowSide side) =>
        Enumerable.Range(0, sides.Length).Where(row => sides[row] == side);

    private static string Text(RowSide[] sides) => string.Concat(sides.Select(side => (int)side));

    private static IEnumerable<IGrouping<string, int>> Groups(Table table) =>
        Enumerable.Range(0, table.RowCount).GroupBy(row => RowText(table, row));

    private static List<string> HeldTexts(Table table, RowSide[] sides) =>
        [.. Rows(sides, RowSide.Held).Select(row => RowText(table, row)).Order(StringComparer.Ordinal)];

    private static string RowText(Table table, int row) =>
        string.Join(
            '|',
            table.Columns.Select(column =>
                column is NumberColumn numbers ? $"{numbers.Values[row]}" : $"{((CategoryColumn)column).Codes[row]}"
            )
        );

    // From two kinds of row to as many as rows, some cells missing.
    private static Table Random(int seed)
    {
        var random = new Random(seed);
        var rows = random.Next(50, 800);
        return new([
            .. Enumerable
                .Range(0, random.Next(1, 5))
                .Select(place =>
                {
                    var distinct = random.Next(2) == 0 ? random.Next(1, 4) : random.Next(1, rows * 2);
                    return random.Next(2) == 0
                        ? (Column)
                            new NumberColumn(
                                $"c{place}",
                                [.. Enumerable.Range(0, rows).Select(_ => random.Next(9) == 0 ? float.NaN : random.Next(distinct) / 4f)]
                            )
                        : CategoryColumn.From(
                            $"c{place}",
                            [.. Enumerable.Range(0, rows).Select(_ => random.Next(9) == 0 ? null : $"v{random.Next(distinct)}")]
                        );
                }),
        ]);
    }

    private static Table Different(int count) =>
        new([
            new NumberColumn("n", [.. Enumerable.Range(0, count).Select(i => i % 7 == 3 ? float.NaN : i * 0.5f - 3)]),
            CategoryColumn.From("c", Enumerable.Range(0, count).Select(i => i % 5 == 4 && i % 7 != 3 ? null : $"é{i}")),
            new NumberColumn("late", [.. Enumerable.Range(0, count).Select(i => (float)(i % 2))]),
        ]);
}
