using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Adds up one number column in file order, so that the sums come out the same to the last bit every time.</summary>
internal sealed class NumberTally(ShardColumn column)
{
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
    }

    /// <param name="rows">All of the file's.</param>
    /// <param name="values">How often each value is there.</param>
    public ColumnProfile Profile(long rows, IEnumerable<(double Value, long Count)> values) =>
        ProfileBins.Binned(
            new()
            {
                Name = column.Definition.Name,
                Type = column.Definition.Type,
                Count = rows,
                Missing = rows - _present,
                Sum = _sum,
                SumOfSquares = _squares,
                Min = _present == 0 ? null : _min,
                Max = _present == 0 ? null : _max,
            },
            values
        );
}
