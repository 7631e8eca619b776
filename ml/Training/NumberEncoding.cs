namespace ServerlessML.Ml.Training;

/// <summary>
/// A number column as the network sees it: scaled, and by its quantile bin. A missing value takes the median,
/// and a bin of its own where training saw missing ones.
/// </summary>
internal sealed record NumberEncoding(
    string Name,
    float Mean,
    float Deviation,
    float Median,
    float[] Edges,
    bool SawMissing,
    RankScale? Ranks = null
)
{
    // So that an outlier, even an infinite one, cannot drown the rest.
    public const float LimitInDeviations = 8;

    /// <summary>One over the deviation; 0 for a constant column.</summary>
    public float Scale => Deviation > 0 && float.IsFinite(1 / Deviation) ? 1 / Deviation : 0;

    /// <summary>Rows of the table that the column takes.</summary>
    public int Width => Edges.Length + (SawMissing ? 2 : 1);

    public int MissingBin => SawMissing ? Edges.Length + 1 : BinOf(Median);

    public int Bin(float value) => float.IsNaN(value) ? MissingBin : BinOf(value);

    public float Scaled(float value)
    {
        var there = float.IsNaN(value) ? Median : value;
        return Scale == 0 ? 0
            : Ranks is { } ranks ? ranks.Of(BinOf(there), there)
            : Math.Clamp((there - Mean) * Scale, -LimitInDeviations, LimitInDeviations);
    }

    /// <exception cref="TrainingException">No value is there, or one is infinite.</exception>
    public static NumberEncoding Fit(NumberColumn column, TrainingOptions options)
    {
        var values = column.Values.Where(value => !float.IsNaN(value)).ToArray();
        if (values.Length == 0)
        {
            throw new TrainingException($"Column '{column.Name}' has no value in any of the {column.Length} training rows.");
        }

        Array.Sort(values);
        if (float.IsInfinity(values[0]) || float.IsInfinity(values[^1]))
        {
            throw new TrainingException($"Column '{column.Name}' has an infinite value.");
        }

        var mean = values.Average(value => (double)value);
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        var (bins, edges) = (options.Bins, new List<float>());
        for (var i = 1; i < bins; i++)
        {
            var edge = values[(int)((long)i * values.Length / bins)];
            if (edge > (edges.Count == 0 ? values[0] : edges[^1]))
            {
                edges.Add(edge);
            }
        }

        return new NumberEncoding(
            column.Name,
            (float)mean,
            (float)deviation,
            values[values.Length / 2],
            [.. edges],
            options.MissingIndicators && values.Length < column.Length,
            options.Scaling == Scaling.Quantile ? RankScale.Fit(values, edges) : null
        );
    }

    /// <summary>How many edges are not above the value.</summary>
    private int BinOf(float value)
    {
        var (low, high) = (0, Edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Edges[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
