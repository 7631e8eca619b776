using System.Globalization;
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
    private long _distinct;
    private long _merged;
    private double _last;
    private bool _wholeMerged;
    private (double, double)? _firstMerged;

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
            values.Select(Seen)
        );

    /// <summary>
    /// The remark that 32-bit floats, which a model takes, make one of values that differ; null where it does not matter.
    /// </summary>
    public RuleViolation? Merged(string file)
    {
        // Of fractions a float always makes some one: that is noise until a tenth of them is gone.
        if (column.Definition.IsDate || _firstMerged is not { } pair || (!_wholeMerged && _merged * 10 < _distinct))
        {
            return null;
        }

        static string Exact(double value) => value.ToString("0.#################", CultureInfo.InvariantCulture);
        return RuleSentence.Told(
            new()
            {
                File = file,
                Column = column.Definition.Name,
                Rule = "float32-merges",
                Count = _merged,
                Examples = [$"{Exact(pair.Item1)} and {Exact(pair.Item2)}"],
                Message = "",
                Rejects = false,
                Finding = new()
                {
                    What = "are the same 32-bit float, which is what a model takes, as another one",
                    Unit = "value",
                    Advice =
                        "If they are codes, make it a column of type category; if they are large, land their difference from a fixed number.",
                },
            }
        );
    }

    // In ascending order.
    private (double Value, long Count) Seen((double Value, long Count) value)
    {
        if (_distinct++ > 0 && (float)_last == (float)value.Value)
        {
            _merged++;
            _firstMerged ??= (_last, value.Value);
            _wholeMerged |= value.Value == Math.Floor(value.Value) && _last == Math.Floor(_last);
        }

        _last = value.Value;
        return value;
    }
}
