using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Adds up one number column in file order, so that the sums come out the same to the last bit every time.</summary>
internal sealed class NumberTally(ShardColumn column)
{
    private readonly double[] _edges = [.. ProfileBins.EdgesOf(column.Definition)];
    private readonly long[] _bins = new long[ProfileBins.EdgesOf(column.Definition).Count + 1];
    private double _sum;
    private double _squares;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private long _present;

    public void Add(double value)
    {
        _present++;
        _sum += value;
        _squares += value * value;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        _bins[ProfileBins.Of(_edges, value)]++;
    }

    public ColumnProfile Profile(long rows) => new()
    {
        Name = column.Definition.Name,
        Type = column.Definition.Type,
        Count = rows,
        Missing = rows - _present,
        Sum = _sum,
        SumOfSquares = _squares,
        Min = _present == 0 ? null : _min,
        Max = _present == 0 ? null : _max,
        BinEdges = _edges,
        BinCounts = _bins,
    };
}
