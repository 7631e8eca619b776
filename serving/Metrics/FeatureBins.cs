using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>
/// Counts a model's input columns in fixed bins: the quantiles of its training profile, or ordinary ones where it has none. Of texts
/// their words are counted.
/// </summary>
public sealed class FeatureBins
{
    private readonly (FeatureColumn Column, ColumnType Type, NumberBins Bins, int Missing)[] _numbers;
    private readonly (FeatureColumn Column, CategoryBins Bins, int Missing)[] _texts;
    private readonly (FeatureColumn Column, NumberBins Bins, int Missing)[] _lengths;

    /// <param name="plan">The model's columns.</param>
    /// <param name="profile">Null when it is not known.</param>
    /// <param name="first">The first place in the counts.</param>
    public FeatureBins(ScoringPlan plan, DatasetProfile? profile, int first)
    {
        var numbers = new List<(FeatureColumn, ColumnType, NumberBins, int)>();
        var texts = new List<(FeatureColumn, CategoryBins, int)>();
        var lengths = new List<(FeatureColumn, NumberBins, int)>();
        End = first;
        foreach (var column in plan.Columns)
        {
            var known = profile?.Columns.FirstOrDefault(one => one.Name == column.Name && one.Type.IsString == column.IsText);
            if (known is { IsText: true })
            {
                var bins = new NumberBins(known.QuantileEdges());
                lengths.Add((column, bins, End));
                End += 1 + bins.Count;
            }
            else if (column.IsText)
            {
                var bins = new CategoryBins(known?.Categories.Keys ?? []);
                texts.Add((column, bins, End));
                End += 1 + bins.Count;
            }
            else
            {
                var bins = new NumberBins(known is null ? NumberBins.OrdinaryEdges : known.QuantileEdges());
                numbers.Add((column, known?.Type ?? ColumnType.Number, bins, End));
                End += 1 + bins.Count;
            }
        }

        _numbers = [.. numbers];
        _texts = [.. texts];
        _lengths = [.. lengths];
    }

    /// <summary>The place after the last.</summary>
    public int End { get; }

    public void Count(RowBatch batch, StripedCounts.Claim counts)
    {
        foreach (var (column, _, bins, missing) in _numbers)
        {
            foreach (var value in batch.NumbersOf(column).AsSpan(0, batch.Count))
            {
                counts.Add(float.IsNaN(value) ? missing : missing + 1 + bins.Of(value));
            }
        }

        foreach (var (column, bins, missing) in _texts)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                var text = batch.TextOf(column, row);
                counts.Add(text.IsEmpty ? missing : missing + 1 + bins.Of(text));
            }
        }

        foreach (var (column, bins, missing) in _lengths)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                var words = CanonicalWords.Count(batch.TextOf(column, row));
                counts.Add(words == 0 ? missing : missing + 1 + bins.Of(words));
            }
        }
    }

    public IReadOnlyList<ColumnProfile> Read(ReadOnlySpan<long> counts)
    {
        var columns = new List<ColumnProfile>(_numbers.Length + _texts.Length + _lengths.Length);
        var numbers = _numbers.Concat(_lengths.Select(text => (text.Column, Type: ColumnType.Text, text.Bins, text.Missing)));
        foreach (var (column, type, bins, missing) in numbers)
        {
            var inBins = counts.Slice(missing + 1, bins.Count).ToArray();
            columns.Add(
                new()
                {
                    Name = column.Name,
                    Type = type,
                    Count = counts[missing] + inBins.Sum(),
                    Missing = counts[missing],
                    BinEdges = bins.Edges,
                    BinCounts = inBins,
                }
            );
        }

        foreach (var (column, bins, missing) in _texts)
        {
            var inBins = counts.Slice(missing + 1, bins.Count).ToArray();
            columns.Add(
                new()
                {
                    Name = column.Name,
                    Type = ColumnType.Category,
                    Count = counts[missing] + inBins.Sum(),
                    Missing = counts[missing],
                    Categories = new SortedDictionary<string, long>(
                        bins.Categories.Zip(inBins).Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => pair.Second),
                        StringComparer.Ordinal
                    ),
                    OtherCategories = inBins[^1],
                }
            );
        }

        return columns;
    }
}
