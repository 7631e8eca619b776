using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Adds up one number column in file order, so that the sums come out the same to the last bit every time.</summary>
internal sealed class NumberTally(ShardColumn column)
{
    private readonly double[] edges = [.. ProfileBins.EdgesOf(column.Definition)];
    private readonly long[] bins = new long[ProfileBins.EdgesOf(column.Definition).Count + 1];
    private double sum;
    private double squares;
    private double min = double.PositiveInfinity;
    private double max = double.NegativeInfinity;
    private long present;

    public void Add(double value)
    {
        present++;
        sum += value;
        squares += value * value;
        min = Math.Min(min, value);
        max = Math.Max(max, value);
        bins[ProfileBins.Of(edges, value)]++;
    }

    public ColumnProfile Profile(long rows) => new()
    {
        Name = column.Definition.Name,
        Type = column.Definition.Type,
        Count = rows,
        Missing = rows - present,
        Sum = sum,
        SumOfSquares = squares,
        Min = present == 0 ? null : min,
        Max = present == 0 ? null : max,
        BinEdges = edges,
        BinCounts = bins,
    };
}
