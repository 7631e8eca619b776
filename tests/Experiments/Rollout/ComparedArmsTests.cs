using ServerlessML.Experiments.Rollout;
using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Rollout;

/// <summary>What is assigned to an arm is a key, which may send many requests: they are one unit, and its past is known.</summary>
public sealed class ComparedArmsTests
{
    private static readonly ExperimentPolicy Experiment = new() { Metric = OutcomeMetric.Outcome };

    [Fact]
    public void Judge_NoKeyTwice_IsJudgedAsRowsAre()
    {
        var keys = Enumerable.Range(0, 3000).Select(key => (Sum: key % 5 == 0 ? 1.0 : 0, Rows: 1)).ToList();
        var (with, without) = (Arm(keys), Arm(keys) with { Units = null });
        Assert.Equal(CanonicalJson.Serialize(Judge(Experiment, without, without)), CanonicalJson.Serialize(Judge(Experiment, with, with)));
    }

    [Fact]
    public void Judge_EveryKeyTenTimesAlike_KnowsNoMoreThanOfEachOnce()
    {
        var (once, more) = (Keys(1, 0.2), Keys(1, 0.27));
        var (tenTimes, moreTimes) = (Keys(10, 0.2), Keys(10, 0.27));
        Assert.Equal(LookOutcome.Inconclusive, Judge(Experiment, Arm(once), Arm(more)).Outcome);
        Assert.Equal(LookOutcome.Inconclusive, Judge(Experiment, Arm(tenTimes), Arm(moreTimes)).Outcome);
        // Taken for ten times as many people, the same would be proof.
        Assert.Equal(
            LookOutcome.Success,
            Judge(Experiment, Arm(tenTimes) with { Units = null }, Arm(moreTimes) with { Units = null }).Outcome
        );

        static List<(double, int)> Keys(int rows, double share) =>
            [.. Enumerable.Range(0, 500).Select(key => ((key < share * 500 ? 1.0 : 0) * rows, rows))];
    }

    [Fact]
    public void FalseAlarms_OfKeysThatComeBack_HoldByKeys_AndNotByRows()
    {
        // 200 experiments of 300 keys with rates of their own, twenty looks of 300 requests: alpha is .05, three deviations are .046.
        var random = new Random(53);
        var (byKeys, byRows) = (0, 0);
        for (var experiment = 0; experiment < 200; experiment++)
        {
            var keys = Enumerable
                .Range(0, 300)
                .Select(_ => (Rate: random.Next(4) == 0 ? 0.7 : 0.1, Weight: random.Next(1, 6), Treated: random.Next(2) == 1))
                .ToArray();
            var drawn = keys.Index().SelectMany(key => Enumerable.Repeat(key.Index, key.Item.Weight)).ToArray();
            var (sums, rows) = (new double[keys.Length], new int[keys.Length]);
            var (alarmsByKeys, alarmsByRows) = (false, false);
            for (var look = 0; look < 20; look++)
            {
                for (var request = 0; request < 300; request++)
                {
                    var key = drawn[random.Next(drawn.Length)];
                    (sums[key], rows[key]) = (sums[key] + (random.NextDouble() < keys[key].Rate ? 1 : 0), rows[key] + 1);
                }

                var (control, treated) = (Side(treated: false), Side(treated: true));
                alarmsByKeys |= Judge(Experiment, control, treated).Outcome != LookOutcome.Inconclusive;
                alarmsByRows |=
                    Judge(Experiment, control with { Units = null }, treated with { Units = null }).Outcome != LookOutcome.Inconclusive;
            }

            (byKeys, byRows) = (byKeys + (alarmsByKeys ? 1 : 0), byRows + (alarmsByRows ? 1 : 0));

            ArmStatistics Side(bool treated) =>
                Arm([
                    .. Enumerable
                        .Range(0, keys.Length)
                        .Where(key => keys[key].Treated == treated && rows[key] > 0)
                        .Select(key => (sums[key], rows[key])),
                ]);
        }

        Assert.InRange(byKeys / 200.0, 0, 0.05 + 0.046);
        Assert.InRange(byRows / 200.0, 0.3, 1);
    }

    [Fact]
    public void Cuped_TakesOutWhatThePastForetold_AndShowsTheSameEffectSooner()
    {
        var random = new Random(59);
        var (control, treated) = (Known(random, 1500, 0), Known(random, 1500, 0.015));
        var adjusted = Cuped.AdjustRatio(Units(control), Units(treated));
        var plain = Sample.Ratio(Units(treated).Rows);
        // The past's correlation is .8: what is left is .36 of the variance.
        Assert.InRange(adjusted.Treated.Variance / plain.Variance, 0.3, 0.42);
        Assert.Equal(0.015, adjusted.Treated.Mean - adjusted.Control.Mean, 0.008);
        var verdict = Judge(Experiment with { Cuped = TimeSpan.FromDays(7) }, control, treated);
        Assert.Equal(LookOutcome.Success, verdict.Outcome);
        Assert.Matches(
            "; the keys' past explains 6[0-8] % of the variance$",
            verdict.Findings.Single(reason => reason.Measure == "experiment:outcome").Message
        );
        Assert.Equal(LookOutcome.Inconclusive, Judge(Experiment, control, treated).Outcome);
    }

    [Fact]
    public void Cuped_OfArmsAlike_SeldomAlarms_WhateverItIsLookedAt()
    {
        // 300 experiments of fifteen looks, keys with one to four rows: alpha is .05, three deviations are .038.
        var random = new Random(61);
        var alarms = 0;
        for (var experiment = 0; experiment < 300; experiment++)
        {
            var (control, treated, alarmed) = (ArmStatistics.None, ArmStatistics.None, false);
            for (var look = 0; look < 15; look++)
            {
                (control, treated) = (control.Merge(Known(random, 60, 0)), treated.Merge(Known(random, 60, 0)));
                alarmed |=
                    Judge(Experiment with { Cuped = TimeSpan.FromDays(7), Kind = MetricType.Mean }, control, treated).Outcome
                    != LookOutcome.Inconclusive;
            }

            alarms += alarmed ? 1 : 0;
        }

        Assert.InRange(alarms / 300.0, 0, 0.05 + 0.038);
    }

    [Fact]
    public void Shares_OnceKeysComeBack_AreOfKeys()
    {
        // One key of the new version sends as much as all others together: that is no fault of the routing. Twice the keys there would be.
        List<(double, int)> usual = [.. Enumerable.Range(0, 1000).Select(key => (key % 5 == 0 ? 1.0 : 0, 2))];
        var busy = Arm([.. usual, (0, 2000)]);
        var loud = Judge(Experiment, Arm(usual) with { Requests = 2000 }, busy with { Requests = 4000 })
            .Findings.Single(reason => reason.Measure == "sample-ratio");
        Assert.Equal((true, "50.02 % of 2001 keys reached the new version, 50.00 % were planned"), (loud.Holds, loud.Message));
        var missing = Judge(Experiment, Arm(usual), Arm([.. usual.Take(500)])).Findings.Single(reason => reason.Measure == "sample-ratio");
        Assert.Equal((false, 500 / 1500.0), (missing.Holds, missing.Value));
    }

    [Fact]
    public void Cuped_WithoutAnyPast_ChangesNothing()
    {
        var arm = Arm([.. Enumerable.Range(0, 800).Select(key => (key % 3 == 0 ? 2.0 : 0, 2))], past: 0);
        Assert.Equal(Sample.Ratio(Units(arm).Rows), Cuped.AdjustRatio(Units(arm), Units(arm)).Treated);
        // Shown in the same words, but for how much the past explains.
        Assert.Equal(
            "; the keys' past explains 0 % of the variance",
            Reason(Experiment with { Cuped = TimeSpan.FromDays(7) }).Replace(Reason(Experiment), "", StringComparison.Ordinal)
        );

        string Reason(ExperimentPolicy experiment) =>
            Judge(experiment, arm, arm).Findings.Single(reason => reason.Measure == "experiment:outcome").Message;
    }

    [Fact]
    public void Arms_OfBeforeUnitsWereKept_AreRead_AndNewOnesMergeExactly()
    {
        var old = CanonicalJson.Deserialize<ArmStatistics>("""{"requests":5,"errors":0,"metrics":{}}"""u8);
        Assert.Null(old.Units);
        Assert.DoesNotContain("units", System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(old)), StringComparison.Ordinal);

        var random = new Random(67);
        var parts = Enumerable.Range(0, 6).Select(_ => Known(random, 50, 0)).ToArray();
        var whole = CanonicalJson.Serialize(parts.Aggregate((a, b) => a.Merge(b)));
        Assert.Equal(whole, CanonicalJson.Serialize(parts.Reverse().Aggregate((a, b) => a.Merge(b))));
        Assert.Equal(whole, CanonicalJson.Serialize(CanonicalJson.Deserialize<ArmStatistics>(whole)));
    }

    /// <summary>Keys of one to four rows, whose level shows in their past.</summary>
    private static ArmStatistics Known(Random random, int keys, double effect)
    {
        var (rows, units, count) = (Moments.None, new UnitSums(), 0);
        for (var key = 0; key < keys; key++)
        {
            var (level, sent, sum) = (Normal(random), 1 + random.Next(4), 0.0);
            // One deviation of the key's own to three quarters of noise, whatever it sends: the correlation with its past is .8.
            var value = 0.5 + effect + (0.1 * (level + (0.75 * Normal(random))));
            for (var row = 0; row < sent; row++)
            {
                (rows, sum) = (rows.Observe(value), sum + value);
            }

            (units, count) = (units.Observe(sum, sent, sent * 0.1 * level), count + sent);
        }

        return new()
        {
            Requests = count,
            Metrics = new SortedDictionary<string, Moments>(StringComparer.Ordinal) { [OutcomeMetric.Outcome] = rows },
            Units = new SortedDictionary<string, UnitSums>(StringComparer.Ordinal) { [OutcomeMetric.Outcome] = units },
        };
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static ArmStatistics Arm(IReadOnlyList<(double Sum, int Rows)> keys, double? past = null)
    {
        var units = keys.Aggregate(new UnitSums(), (sums, key) => sums.Observe(key.Sum, key.Rows, past));
        var (rows, positives) = (keys.Sum(key => key.Rows), (long)keys.Sum(key => key.Sum));
        return new()
        {
            Requests = rows,
            Metrics = new SortedDictionary<string, Moments>(StringComparer.Ordinal)
            {
                [OutcomeMetric.Outcome] = Moments.OfSums(rows, positives, positives),
            },
            Units = new SortedDictionary<string, UnitSums>(StringComparer.Ordinal) { [OutcomeMetric.Outcome] = units },
        };
    }

    // Shares are not what these tests are about: the counts of requests come as planned.
    private static LookBasis Look(ArmStatistics control, ArmStatistics treated) =>
        new()
        {
            Share = 0.5,
            Control = control with { Requests = 5000 },
            Treated = treated with { Requests = 5000 },
        };

    private static UnitSums Units(ArmStatistics arm) => arm.Units![OutcomeMetric.Outcome];

    private static LookVerdict Judge(ExperimentPolicy experiment, ArmStatistics control, ArmStatistics treated) =>
        EvidenceJudge.Judge(new() { Experiment = experiment, MaxErrorRate = 1 }, Look(control, treated));
}
