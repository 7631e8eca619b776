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
    private readonly ValueSketch _sketch = new();
    private readonly SingleSample _sample = new();

    /// <summary>Values that are there.</summary>
    public long Present { get; private set; }

    /// <summary>Whether <see cref="Merged"/> has to look at all values.</summary>
    public bool MayMerge => _sample.IsSuspicious();

    public void Add(double value)
    {
        Present++;
        _sketch.Add(value);
        _sample.Add(value);
        _sum += value;
        _squares += value * value;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
    }

    /// <param name="rows">All of the file's.</param>
    public ColumnProfile Profile(long rows) =>
        ProfileBins.Binned(
            new()
            {
                Name = column.Definition.Name,
                Type = column.Definition.Type,
                Count = rows,
                Missing = rows - Present,
                Sum = _sum,
                SumOfSquares = _squares,
                Min = Present == 0 ? null : _min,
                Max = Present == 0 ? null : _max,
            },
            _sketch.Bins()
        );

    /// <summary>
    /// The remark that 32-bit floats, which a model takes, make one of values that differ; null where it does not matter.
    /// </summary>
    /// <param name="file">Its name.</param>
    /// <param name="values">Those that differ, ascending.</param>
    public RuleViolation? Merged(string file, IEnumerable<double> values)
    {
        var (distinct, merged, last, isWhole, first) = (0L, 0L, 0.0, false, default((double, double)?));
        foreach (var value in values)
        {
            if (distinct++ > 0 && (float)last == (float)value)
            {
                merged++;
                first ??= (last, value);
                isWhole |= value == Math.Floor(value) && last == Math.Floor(last);
            }

            last = value;
        }

        // Of fractions a float always makes some one: that is noise until a tenth of them is gone.
        if (column.Definition.IsDate || first is not { } pair || (!isWhole && merged * 10 < distinct))
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
                Count = merged,
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
}
