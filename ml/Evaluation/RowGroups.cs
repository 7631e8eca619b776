namespace ServerlessML.Ml.Evaluation;

/// <summary>Rows that have one value each of a column, and how far those of one value agree: 0 as by chance, 1 wholly.</summary>
internal sealed class RowGroups
{
    private readonly long[] _sizes;

    /// <param name="values">The value of each row; null for none.</param>
    public RowGroups(IReadOnlyList<ulong?> values)
        : this(Numbered(values, out var count), count) { }

    private RowGroups(int[] of, int count)
    {
        (Of, Count) = (of, count);
        _sizes = new long[count];
        foreach (var group in of)
        {
            if (group >= 0)
            {
                _sizes[group]++;
            }
        }
    }

    /// <summary>The group of each row; -1 for none.</summary>
    public int[] Of { get; }

    public int Count { get; }

    public long Rows => _sizes.Sum();

    /// <summary>Rows whose value another row has.</summary>
    public long Repeated => _sizes.Where(size => size > 1).Sum();

    /// <summary>Pairs of rows of one group.</summary>
    public double PairCount => _sizes.Sum(size => size * (size - 1.0) / 2);

    /// <summary>
    /// The agreement of pairs beyond chance (Scott 1955): (a - c) / (1 - c), with a the share of pairs of one group that have one value,
    /// and c that of any two rows with the same condition.
    /// </summary>
    /// <param name="values">Of each row.</param>
    /// <param name="condition">What chance is taken within; null for nothing.</param>
    public double Pairs(int[] values, int[]? condition = null)
    {
        Dictionary<(int Group, int Value), long> inside = [];
        Dictionary<(int Condition, int Value), long> all = [];
        Dictionary<int, long> conditions = [];
        for (var row = 0; row < Of.Length; row++)
        {
            if (Of[row] < 0 || _sizes[Of[row]] < 2)
            {
                continue;
            }

            var under = condition?[row] ?? 0;
            Increase(inside, (Of[row], values[row]));
            Increase(all, (under, values[row]));
            Increase(conditions, under);
        }

        var rows = (double)conditions.Values.Sum();
        var agreed = inside.Values.Sum(count => count * (count - 1.0) / 2) / PairCount;
        var chance = all.Sum(pair => pair.Value * (double)pair.Value / conditions[pair.Key.Condition]) / rows;
        return chance < 1 ? (agreed - chance) / (1 - chance) : 0;
    }

    /// <summary>The share of the variance that lies between groups (Fisher's intraclass correlation, by one-way analysis).</summary>
    /// <param name="values">Of each row; those that are not finite do not count.</param>
    public double Variance(float[] values)
    {
        var (counts, sums, squares) = (new long[Count], new double[Count], 0.0);
        for (var row = 0; row < Of.Length; row++)
        {
            if (Of[row] >= 0 && float.IsFinite(values[row]))
            {
                counts[Of[row]]++;
                sums[Of[row]] += values[row];
                squares += (double)values[row] * values[row];
            }
        }

        double rows = counts.Sum(),
            groups = counts.Count(count => count > 0);
        if (groups < 2 || rows <= groups)
        {
            return 0;
        }

        var total = sums.Sum();
        var explained = sums.Zip(counts).Where(pair => pair.Second > 0).Sum(pair => pair.First * pair.First / pair.Second);
        var between = (explained - (total * total / rows)) / (groups - 1);
        var within = Math.Max(0, squares - explained) / (rows - groups);
        var size = (rows - (counts.Sum(count => (double)count * count) / rows)) / (groups - 1);
        var whole = between + ((size - 1) * within);
        return whole > 0 ? (between - within) / whole : 0;
    }

    /// <summary>Puts groups together with their neighbours in the order of their numbers.</summary>
    /// <param name="numbers">Of each row.</param>
    /// <param name="most">How many to one.</param>
    public RowGroups Joined(IReadOnlyList<double> numbers, int most)
    {
        var own = new double[Count];
        for (var row = 0; row < Of.Length; row++)
        {
            if (Of[row] >= 0)
            {
                own[Of[row]] = numbers[row];
            }
        }

        var joined = new int[Count];
        foreach (var (place, group) in Enumerable.Range(0, Count).OrderBy(group => own[group]).Index())
        {
            joined[group] = place / most;
        }

        return new(Array.ConvertAll(Of, group => group < 0 ? -1 : joined[group]), (Count + most - 1) / most);
    }

    private static void Increase<T>(Dictionary<T, long> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static int[] Numbered(IReadOnlyList<ulong?> values, out int count)
    {
        Dictionary<ulong, int> known = [];
        var groups = new int[values.Count];
        for (var row = 0; row < groups.Length; row++)
        {
            if (values[row] is not { } value)
            {
                groups[row] = -1;
                continue;
            }

            if (!known.TryGetValue(value, out var group))
            {
                known.Add(value, group = known.Count);
            }

            groups[row] = group;
        }

        count = known.Count;
        return groups;
    }
}
