using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Tests.Ml;

/// <summary>Slopes and ratios that are known, and intervals that cover them as often as they say.</summary>
public sealed class CalibrationFitTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Slope_OfProbabilitiesThatAreTooSure_IsWhatTheyShouldBeMultipliedBy(double truth)
    {
        var covered = Enumerable
            .Range(0, 200)
            .Count(trial => Covers(Chances(new Random(trial), 1000, truth, 0.3).Scores()["calibration-slope"], truth));
        // 95 % of 200 is 190, its standard deviation 3.1.
        Assert.InRange(covered, 180, 199);
    }

    [Fact]
    public void Slope_AsRFitsIt()
    {
        // glm(y ~ qlogis(p), family = binomial): of a two-by-two table the slope is the difference of the log odds over that of the
        // answers', here (logit 0.75 - logit 0.25) / (logit 0.9 - logit 0.1).
        LabelledAnswers answers = new(
            TaskKind.Binary,
            ["0", "1"],
            [.. Outcomes(75, 25), .. Outcomes(25, 75)],
            [.. Enumerable.Repeat(0.9f, 100), .. Enumerable.Repeat(0.1f, 100)]
        );
        var slope = answers.Scores()["calibration-slope"];
        Assert.Equal(0.5, slope.Value, 5);
        // Its standard error: the root of 2 / (100 x 0.75 x 0.25), over 2 logit 0.9.
        var error = Math.Sqrt(2 / 18.75) / (2 * Math.Log(9));
        Assert.Equal((0.5 - (1.959964 * error), 0.5 + (1.959964 * error)), (slope.Low!.Value, slope.High!.Value), new Close(1e-5));
    }

    [Fact]
    public void ObservedToExpected_OfAThirdTooMany_CoversThreeQuarters()
    {
        var covered = Enumerable
            .Range(0, 200)
            .Count(trial =>
            {
                var random = new Random(trial);
                float[] said = [.. Enumerable.Range(0, 800).Select(_ => 0.2f + (0.4f * random.NextSingle()))];
                return Covers(
                    new LabelledAnswers(
                        TaskKind.Binary,
                        ["0", "1"],
                        [.. said.Select(p => random.NextDouble() < 0.75 * p ? 1f : 0f)],
                        said
                    ).Scores()["observed-to-expected"],
                    0.75
                );
            });
        Assert.InRange(covered, 180, 199);
    }

    [Fact]
    public void Slope_OfClasses_IsTheInverseOfTheTemperature()
    {
        var random = new Random(3);
        var (values, given) = (new List<float>(), new List<float>());
        for (var row = 0; row < 6000; row++)
        {
            double[] logits = [random.NextDouble() * 3, random.NextDouble() * 3, random.NextDouble() * 3];
            values.Add(Drawn(logits, random.NextDouble()));
            given.AddRange(Shares([.. logits.Select(logit => 2 * logit)]).Select(share => (float)share));
        }

        var scores = new LabelledAnswers(TaskKind.MultiClass, ["a", "b", "c"], [.. values], [.. given]).Scores();
        Assert.True(scores["calibration-slope"] is { Low: > 0.4 and < 0.5, High: > 0.5 and < 0.6 }, $"{scores["calibration-slope"]}");
        Assert.True(scores["observed-to-expected"].High < 0.95, $"{scores["observed-to-expected"]}");
    }

    [Fact]
    public void OfNumbers_SlopeAndBiasAreThoseOfTheLine()
    {
        var random = new Random(7);
        float[] said = [.. Enumerable.Range(0, 5000).Select(_ => random.NextSingle() * 10)];
        float[] came = [.. said.Select(one => (0.7f * one) + 2 + random.NextSingle() - random.NextSingle())];
        var scores = new LabelledAnswers(TaskKind.Regression, [], came, said).Scores();
        Assert.True(Covers(scores["calibration-slope"], 0.7) && scores["calibration-slope"].High < 0.72, $"{scores["calibration-slope"]}");
        // Off by 0.3 x - 2, on average -0.5; the mean square is 0.09 x 100/3 - 1.2 x 5 + 4, and 1/6 of noise.
        Assert.True(Covers(scores["bias"], -0.5 / Math.Sqrt(3 - 6 + 4 + (1 / 6.0))), $"{scores["bias"]}");
    }

    [Fact]
    public void Slope_WhereNothingCanBeSaid_IsNone()
    {
        LabelledAnswers parted = new(TaskKind.Binary, ["0", "1"], [0, 0, 1, 1], [0.1f, 0.2f, 0.8f, 0.9f]);
        Assert.Null(parted.ValueOf("calibration-slope"));
        Assert.Null((parted with { Given = [0.5f, 0.5f, 0.5f, 0.5f] }).ValueOf("calibration-slope"));
        Assert.Null(new LabelledAnswers(TaskKind.Regression, [], [1, 2, 3], [2, 2, 2]).ValueOf("calibration-slope"));
        Assert.Null(new LabelledAnswers(TaskKind.Binary, ["0", "1"], [0, 0], [0.5f, 0.4f]).ValueOf("observed-to-expected"));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(50, 200)]
    public void Auc_OfRowsThatAreAllRankedRightly_IsNotCertain(int positives, int negatives)
    {
        LabelledAnswers perfect = new(
            TaskKind.Binary,
            ["0", "1"],
            [.. Enumerable.Repeat(1f, positives), .. Enumerable.Repeat(0f, negatives)],
            [
                .. Enumerable.Range(0, positives).Select(row => 0.9f + (row * 1e-4f)),
                .. Enumerable.Range(0, negatives).Select(row => 0.1f + (row * 1e-4f)),
            ]
        );
        var auc = perfect.Scores()["auc"];
        // Hanley and McNeil's spread at the lower end is the interval's half-width there.
        var low = auc.Low!.Value;
        var spread =
            low
            * (1 - low)
            * (1 + (((positives + negatives) / 2.0 - 1) * (((1 - low) / (2 - low)) + (low / (1 + low)))))
            / (positives * negatives);
        Assert.Equal((1.0, 1.0), (auc.Value, auc.High!.Value), new Close(1e-9));
        Assert.Equal(1 - low, 1.959964 * Math.Sqrt(spread), 1e-6);
    }

    private static LabelledAnswers Chances(Random random, int rows, double slope, double level)
    {
        double[] said = [.. Enumerable.Range(0, rows).Select(_ => (4 * random.NextDouble()) - 2)];
        return new(
            TaskKind.Binary,
            ["0", "1"],
            [.. said.Select(odds => random.NextDouble() < 1 / (1 + Math.Exp(-level - (slope * odds))) ? 1f : 0f)],
            [.. said.Select(odds => (float)(1 / (1 + Math.Exp(-odds))))]
        );
    }

    private static IEnumerable<float> Outcomes(int ones, int zeros) => [.. Enumerable.Repeat(1f, ones), .. Enumerable.Repeat(0f, zeros)];

    private static double[] Shares(double[] logits)
    {
        double[] odds = [.. logits.Select(Math.Exp)];
        return [.. odds.Select(one => one / odds.Sum())];
    }

    private static float Drawn(double[] logits, double place)
    {
        var shares = Shares(logits);
        return place < shares[0] ? 0
            : place < shares[0] + shares[1] ? 1
            : 2;
    }

    private static bool Covers(MeasureScore score, double truth) => score.Low <= truth && truth <= score.High;

    private sealed class Close(double by) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) one, (double, double) other) =>
            Math.Abs(one.Item1 - other.Item1) < by && Math.Abs(one.Item2 - other.Item2) < by;

        public int GetHashCode((double, double) pair) => 0;
    }
}
