using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using Gauss = MathNet.Numerics.Distributions.Normal;

namespace ServerlessML.Tests.Ml.Data;

public class BatchDriftTests
{
    [Theory]
    // Ten thousand rows before: a shift of a twentieth of a deviation is none, however sure one can be of it.
    [InlineData(10_000, 1_000_000, 0.05, false, null)]
    [InlineData(10_000, 1_000_000, 0.3, true, null)]
    [InlineData(10_000, 100, 0.3, true, null)]
    // Few rows before: a large shift that chance explains is none either.
    [InlineData(400, 8, 0.2, false, 0.05)]
    [InlineData(400, 4000, 0.5, true, 0.0)]
    public void Between_Numbers_TheSizeDecides_AndOfFewRowsChanceToo(int before, int now, double shift, bool moved, double? least)
    {
        var drift = Assert.Single(BatchDrift.Between(Numbers(before, 0), Numbers(now, shift), new()));
        Assert.Equal(("wasserstein", moved, 0.1), (drift.Measure, drift.Moved!.Value, drift.Limit!.Value));
        Assert.Equal(shift, drift.Distance!.Value, 0.1);
        Assert.Equal(least is null, drift.PValue is null);
        Assert.True(least is null || (least == 0 ? drift.PValue < 0.05 : drift.PValue >= least));
    }

    [Fact]
    public void Between_Categories_AreMeasuredByJensenAndShannon_AsStated()
    {
        var before = Profile(Category("c", ("a", 5000), ("b", 5000), ("c", 5000), ("d", 5000)));
        var now = Profile(Category("c", ("a", 50), ("b", 50), ("c", 50), ("e", 50)));
        var drift = Assert.Single(BatchDrift.Between(before, now, new()));
        // The published vector, base 2.
        Assert.Equal(("jensen-shannon", 0.5, true), (drift.Measure, drift.Distance!.Value, drift.Moved));
        var told = Assert.Single(BatchDrift.Sentences([drift], before, now, new(), 200));
        Assert.Equal(
            "Column 'c' has moved from the champion's training data by 0.5 (Jensen and Shannon's distance, below 0.1 is none): 'd' was 25 % "
                + "and is 0 %. If it has moved in truth, nothing is to be done.",
            told.Message
        );
        Assert.False(told.Rejects);
    }

    [Fact]
    public void Between_ALimitOfItsOwn_HoldsForThatColumnAlone()
    {
        var rules = new DriftRules
        {
            Severity = RuleSeverity.Reject,
            Columns = new SortedDictionary<string, double> { ["n"] = 0.5 },
        };
        var (before, now) = (Numbers(10_000, 0), Numbers(10_000, 0.3));
        Assert.Empty(BatchDrift.Sentences(BatchDrift.Between(before, now, rules), before, now, rules, 1));
        var strict = rules with { Columns = null };
        var told = Assert.Single(BatchDrift.Sentences(BatchDrift.Between(before, now, strict), before, now, strict, 1));
        Assert.True(told.Rejects);
        Assert.Contains(" and is 3.", told.Message, StringComparison.Ordinal);
    }

    // Normal, with a deviation of ten, moved by a share of that.
    private static DatasetProfile Numbers(int rows, double shift)
    {
        var different = Math.Min(rows, 5000);
        List<double> values =
        [
            .. Enumerable.Range(0, different).Select(i => Math.Round((10 * Gauss.InvCDF(0, 1, (i + 0.5) / different)) + (10 * shift), 6)),
        ];
        var each = (long)rows / different;
        return Profile(
            ProfileBins.Binned(
                new()
                {
                    Name = "n",
                    Type = ColumnType.Number,
                    Count = each * different,
                    Sum = each * values.Sum(),
                    SumOfSquares = each * values.Sum(value => value * value),
                    Min = values[0],
                    Max = values[^1],
                },
                values.Select(value => (value, each))
            )
        );
    }

    private static ColumnProfile Category(string name, params (string Value, long Rows)[] values) =>
        new()
        {
            Name = name,
            Type = ColumnType.Category,
            Count = values.Sum(value => value.Rows),
            Categories = values.ToDictionary(value => value.Value, value => value.Rows),
        };

    private static DatasetProfile Profile(params ColumnProfile[] columns) => new() { Rows = columns[0].Count, Columns = columns };
}
