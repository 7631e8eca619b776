using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Draws the rows of a table by a split: the holdout, the folds of the training rows, and the rows that a training stops early by, all by
/// one rule (docs/reference/split.md). A row's side in the holdout follows from the split and its own batch alone.
/// </summary>
public sealed class SplitRows
{
    private readonly Split _split;
    private readonly Table _identity;
    private readonly int[] _batches;
    private readonly int[]? _copies;

    /// <param name="split">The rule.</param>
    /// <param name="identity">The split's columns in its order; without columns where time divides.</param>
    /// <param name="batches">The batch of each row, which copies and times are counted in.</param>
    /// <param name="times">The time of each row, where time divides; otherwise null.</param>
    public SplitRows(Split split, Table identity, int[] batches, double[]? times = null)
        : this(split, identity, batches, times, split.Kind == SplitKind.Row ? CopiesOf(identity, batches) : null) { }

    private SplitRows(Split split, Table identity, int[] batches, double[]? times, int[]? copies) =>
        (_split, _identity, _batches, Times, _copies) = (split, identity, batches, times, copies);

    public int Count => _batches.Length;

    /// <summary>The batch of each row.</summary>
    public IReadOnlyList<int> Batches => _batches;

    /// <summary>The time of each row, where time divides; otherwise null.</summary>
    public double[]? Times { get; }

    /// <summary>
    /// Counts the rows that repeat an earlier one of their batch in all columns of the split; null where the split does not count copies.
    /// </summary>
    public int? Repeated => _copies?.Count(copy => copy > 0);

    /// <summary>The division into training rows and holdout.</summary>
    /// <exception cref="ColumnException">All rows of a batch have one time.</exception>
    public RowSide[] Holdout() =>
        Times is null ? Array.ConvertAll(Places(""), place => place < _split.Share ? RowSide.Held : RowSide.Train) : Newest();

    /// <summary>
    /// The division of training rows by a fold. Folds by time are expanding windows: what is newer than the fold is in neither part.
    /// </summary>
    /// <param name="fold">Which part is kept back.</param>
    /// <param name="purpose">Another purpose draws other folds.</param>
    /// <exception cref="ArgumentException">There is no such fold.</exception>
    public RowSide[] Fold(DataFold fold, string purpose = "/folds")
    {
        if (fold.Index < 0 || fold.Index >= fold.Of)
        {
            throw new ArgumentException($"There is no fold {fold.Index} of {fold.Of}.", nameof(fold));
        }

        if (Times is not null)
        {
            var kept = fold.Of - fold.Index;
            return WithGap(Array.ConvertAll(Blocks(Times, fold.Of + 1), block => block < kept ? RowSide.Train
                    : block == kept ? RowSide.Held
                    : RowSide.Neither));
        }

        var places = Places(purpose);
        var blocks =
            _split.Kind == SplitKind.Content
                ? Array.ConvertAll(places, place => Math.Min(fold.Of - 1, (int)(place * fold.Of)))
                : Blocks(places, fold.Of);
        return Array.ConvertAll(blocks, block => block == fold.Index ? RowSide.Held : RowSide.Train);
    }

    /// <summary>
    /// The division of training rows into those that are learnt from and those that a training measures itself by: about so many, and at
    /// most half of the rows.
    /// </summary>
    public RowSide[] Validation(int rows)
    {
        var ranks = Times is null ? Places("/validation") : Array.ConvertAll(Times, time => -time);
        var sides = new RowSide[Count];
        var taken = 0;
        foreach (var (start, end, order) in Ties(ranks))
        {
            if (taken >= rows || end > Count / 2)
            {
                break;
            }

            taken = end;
            for (var i = start; i < end; i++)
            {
                sides[order[i]] = RowSide.Held;
            }
        }

        return WithGap(sides);
    }

    public SplitRows Take(int[] rows) =>
        new(
            _split,
            _identity.Take(rows),
            Taken(_batches, rows),
            Times is null ? null : Taken(Times, rows),
            _copies is null ? null : Taken(_copies, rows)
        );

    /// <summary>The newest time of the rows on a side; null where time does not divide, or there are none.</summary>
    public static double? Newest(double[]? times, RowSide[] sides, RowSide side)
    {
        double? newest = null;
        for (var row = 0; times is not null && row < sides.Length; row++)
        {
            newest = sides[row] == side ? Math.Max(newest ?? times[row], times[row]) : newest;
        }

        return newest;
    }

    // The batch's rows from the oldest; the cut is the one between two times that comes nearest to the share.
    private RowSide[] Newest()
    {
        var sides = new RowSide[Count];
        foreach (var batch in Enumerable.Range(0, Count).GroupBy(row => _batches[row]))
        {
            int[] rows = [.. batch];
            Array.Sort(Taken(Times!, rows), rows);
            var wanted = rows.Length * (1 - _split.Share);
            var cut = Enumerable
                .Range(1, rows.Length - 1)
                .Where(i => Times![rows[i - 1]] < Times[rows[i]])
                .Select(i => (int?)i)
                .MinBy(i => Math.Abs(i!.Value - wanted))
                ?? throw new ColumnException(
                    _split.Time!.Column,
                    $"All {rows.Length} rows of the batch have one and the same time in '{_split.Time.Column}', so that none "
                        + $"are newer than the others: 'evaluation.split' needs another column, or another kind."
                );
            foreach (var row in rows.AsSpan(cut))
            {
                sides[row] = RowSide.Held;
            }

            var first = Times![rows[cut]];
            foreach (var row in rows.AsSpan(0, cut))
            {
                sides[row] = Times[row] > first - _split.Time!.Gap ? RowSide.Neither : RowSide.Train;
            }
        }

        // Of several batches, one's newest rows may be older than what another trains on.
        var newest = Newest(Times, sides, RowSide.Train);
        for (var row = 0; row < sides.Length; row++)
        {
            sides[row] = sides[row] == RowSide.Held && Times![row] <= newest ? RowSide.Neither : sides[row];
        }

        return sides;
    }

    // Both where what is kept back is newer, and where it is not.
    private RowSide[] WithGap(RowSide[] sides)
    {
        if (Times is null || _split.Time!.Gap <= 0)
        {
            return sides;
        }

        var first = double.PositiveInfinity;
        for (var row = 0; row < sides.Length; row++)
        {
            first = sides[row] == RowSide.Held ? Math.Min(first, Times[row]) : first;
        }

        return [.. sides.Select((side, row) => side == RowSide.Train && Times[row] > first - _split.Time.Gap ? RowSide.Neither : side)];
    }

    private double[] Places(string purpose) =>
        Array.ConvertAll(new RowHash(_identity, _split.Kind != SplitKind.Content).Of(_split.Salt + purpose, _copies), hash =>
            hash / 18446744073709551616.0
        );

    // About equal parts by rank; rows of one rank fall into one part, that of their middle.
    private int[] Blocks(double[] ranks, int parts)
    {
        var blocks = new int[Count];
        foreach (var (start, end, order) in Ties(ranks))
        {
            for (var i = start; i < end; i++)
            {
                blocks[order[i]] = Math.Min(parts - 1, (int)((start + end) / 2.0 / Count * parts));
            }
        }

        return blocks;
    }

    private static IEnumerable<(int Start, int End, int[] Order)> Ties(double[] ranks)
    {
        int[] order = [.. Enumerable.Range(0, ranks.Length)];
        double[] sorted = [.. ranks];
        Array.Sort(sorted, order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && sorted[end] == sorted[start]; end++) { }

            yield return (start, end, order);
        }
    }

    private static int[] CopiesOf(Table identity, int[] batches)
    {
        var hashes = new RowHash(identity, normalized: true).Of("");
        var seen = new Dictionary<(int, ulong), int>();
        var copies = new int[hashes.Length];
        for (var row = 0; row < copies.Length; row++)
        {
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                seen,
                (batches[row], hashes[row]),
                out _
            );
            copies[row] = count++;
        }

        return copies;
    }

    private static T[] Taken<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);
}
