using System.Text;
using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Experiments.Rollout;

/// <summary>The methods that decide an experiment, each from the same counts.</summary>
public sealed class ExperimentJudgesTests
{
    private const string Measure = "experiment:outcome";

    public static TheoryData<string, ExperimentPolicy> Methods =>
        new()
        {
            { "confidence sequence", Experiment },
            { "mSPRT", Experiment with { Method = JudgeMethod.Msprt, Effect = 0.02 } },
            {
                "group-sequential",
                Experiment with
                {
                    Method = JudgeMethod.GroupSequential,
                    Design = new() { Units = 18_000 },
                }
            },
            {
                "group-sequential, Pocock",
                Experiment with
                {
                    Method = JudgeMethod.GroupSequential,
                    Design = new() { Units = 18_000, Spending = AlphaSpending.Pocock },
                }
            },
        };

    private static ExperimentPolicy Experiment => new() { Metric = OutcomeMetric.Outcome };

    [Theory]
    [MemberData(nameof(Methods))]
    public void Judge_AnyMethod_ShowsWhatIsThere(string name, ExperimentPolicy experiment)
    {
        Assert.NotEmpty(name);
        Assert.Equal(LookOutcome.Success, Outcome(experiment, 9000, 1800, 2200));
        Assert.Equal(LookOutcome.Failure, Outcome(experiment, 9000, 1800, 1450));
        Assert.Equal(LookOutcome.Inconclusive, Outcome(experiment, 9000, 1800, 1805));
        Assert.Equal(LookOutcome.Inconclusive, Outcome(experiment, 0, 0, 0));
        // Within the margin, and beyond it.
        Assert.Equal(LookOutcome.Success, Outcome(experiment with { Margin = 0.2 }, 9000, 1800, 1790));
        Assert.Equal(LookOutcome.Failure, Outcome(experiment with { Margin = 0.1 }, 9000, 1800, 1300));
    }

    [Fact]
    public void Judge_NoMethodNamed_IsWhatItWas()
    {
        var old = CanonicalJson.Deserialize<ExperimentPolicy>("""{"metric":"outcome","alpha":0.05,"tuning":5000,"minPerArm":100}"""u8);
        Assert.Null(old.Method);
        Assert.DoesNotContain("method", Encoding.UTF8.GetString(CanonicalJson.Serialize(old)), StringComparison.Ordinal);
        Assert.StartsWith("the lift of 'outcome' is 22.22", Reason(Judge(old, 9000, 1800, 2200)), StringComparison.Ordinal);
    }

    [Fact]
    public void Design_BetweenItsAnalyses_SaysNothing_AndWhatOneShowedStands()
    {
        var experiment = Experiment with
        {
            Method = JudgeMethod.GroupSequential,
            Design = new() { Units = 20_000, Analyses = [0.5, 1] },
        };
        var early = Judge(experiment, 4000, 800, 1400);
        Assert.Equal("'outcome' is analysed next at 50 % of 20000 units; 40 % are there", Reason(early));

        var first = Judge(experiment, 6000, 1200, 1500, early.Evidence);
        Assert.Equal(LookOutcome.Success, first.Outcome);
        Assert.Equal(0.6, Assert.Single(first.Evidence.Analyses!).Fraction, 6);
        // The worse numbers of a look between two analyses are not looked at.
        var kept = CanonicalJson.Deserialize<RolloutEvidence>(CanonicalJson.Serialize(first.Evidence));
        Assert.Equal(LookOutcome.Success, Judge(experiment, 7000, 1400, 1400, kept).Outcome);
    }

    [Fact]
    public void Design_ThatHasEnded_ShowsNothingMore_AndSaysSo()
    {
        var experiment = Experiment with
        {
            Method = JudgeMethod.GroupSequential,
            Design = new() { Units = 10_000, Analyses = [0.5, 1] },
            Horizon = TimeSpan.FromDays(7),
        };
        var half = Judge(experiment, 3000, 600, 610);
        var ended = Judge(experiment, 7000, 1400, 1420, half.Evidence);
        Assert.EndsWith("the design has ended", Reason(ended), StringComparison.Ordinal);
        // A look after the end could be as good as it likes.
        Assert.Equal(LookOutcome.Inconclusive, Judge(experiment, 20_000, 4000, 5000, ended.Evidence).Outcome);
        Assert.Equal((false, true), (half.Ended, ended.Ended));
    }

    [Fact]
    public void Design_LookedAtOftenWithNothingThere_SeldomAlarms()
    {
        // 200 rollouts of twenty looks: alpha is .05, three deviations are .046. Analyses fall where looks are, not where they were
        // planned.
        var experiment = Experiment with
        {
            Method = JudgeMethod.GroupSequential,
            Design = new() { Units = 4000 },
        };
        var random = new Random(31);
        var alarms = 0;
        for (var rollout = 0; rollout < 200; rollout++)
        {
            var (units, control, treated, last) = (0, 0, 0, RolloutEvidence.None);
            for (var look = 0; look < 20; look++)
            {
                var more = 40 + random.Next(160);
                (units, control, treated) = (units + more, control + Positives(random, more), treated + Positives(random, more));
                last = Judge(experiment, units, control, treated, last).Evidence;
            }

            alarms += last.Analyses is [.., { Finding: not ShownDirection.Inconclusive }] ? 1 : 0;
        }

        Assert.InRange(alarms / 200.0, 0.005, 0.05 + 0.046);
    }

    private static int Positives(Random random, int units) => Enumerable.Range(0, units).Count(_ => random.NextDouble() < 0.2);

    private static LookOutcome Outcome(ExperimentPolicy experiment, long units, long control, long treated) =>
        Judge(experiment, units, control, treated).Outcome;

    private static string Reason(LookVerdict verdict) => Assert.Single(verdict.Findings, reason => reason.Measure == Measure).Message;

    private static LookVerdict Judge(ExperimentPolicy experiment, long units, long control, long treated, RolloutEvidence? last = null) =>
        EvidenceJudge.Judge(
            Policy(experiment),
            new()
            {
                Share = 0.5,
                Control = Arm(units, control),
                Treated = Arm(units, treated),
                Last = last ?? RolloutEvidence.None,
            }
        );

    private static RolloutPolicy Policy(ExperimentPolicy experiment) =>
        new() { Steps = [new() { Weight = 50, Bake = TimeSpan.FromHours(1) }, new() { Weight = 100 }], Experiment = experiment };

    private static ArmStatistics Arm(long units, long positives) =>
        new()
        {
            Requests = units,
            Metrics = new SortedDictionary<string, Moments>(StringComparer.Ordinal)
            {
                [OutcomeMetric.Outcome] = Moments.OfSums(units, positives, positives),
            },
        };
}
