using FsCheck;
using FsCheck.Fluent;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Tests.Workflows.Training;

public sealed class SuccessiveHalvingTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20200101UL, 7UL);

    [Theory]
    [InlineData(0.1111111111, 3, new[] { 0.111111, 0.333333, 1 })]
    [InlineData(0.25, 2, new[] { 0.25, 0.5, 1 })]
    // 0.99 of the training would be nearly all of it.
    [InlineData(0.11, 3, new[] { 0.11, 0.33, 1 })]
    [InlineData(0.9, 3, new double[] { 1 })]
    public void Shares_OfAsha_RiseByEtaToTheWhole(double least, double eta, double[] shares) =>
        Assert.Equal(
            shares,
            SuccessiveHalving.Shares(
                new()
                {
                    Space = [],
                    MinShare = least,
                    Eta = eta,
                }
            )
        );

    [Theory]
    [InlineData(SearchKind.Grid)]
    [InlineData(SearchKind.Random)]
    public void Shares_OfTheOtherKinds_AreTheWhole(SearchKind kind) =>
        Assert.Equal([1.0], SuccessiveHalving.Shares(new() { Space = [], Kind = kind }));

    [Fact]
    public void Next_FirstOfThree_IsPromotedBeforeANewTrialBegins()
    {
        TrialProgress[] trials = [Scored(1, 0.6), Scored(2, 0.7), Scored(3, 0.5), new() { Number = 4 }];
        Assert.Equal(new TrialStep(2, 1), SuccessiveHalving.Next(trials, rungs: 3, eta: 3));
        Assert.Equal(new TrialStep(4, 0), SuccessiveHalving.Next(trials[..1].Append(trials[3]).ToList(), rungs: 3, eta: 3));
    }

    [Fact]
    public void Next_OfTwoEqualScores_TakesTheEarlierTrial() =>
        Assert.Equal(new TrialStep(1, 1), SuccessiveHalving.Next([Scored(1, 0.6), Scored(2, 0.6), Scored(3, 0.5)], rungs: 2, eta: 3));

    [Fact]
    public void Next_TheBestIsFurtherAlready_TakesNoWorseOneInItsPlace() =>
        Assert.Null(SuccessiveHalving.Next([Scored(1, 0.7) with { Running = true }, Scored(2, 0.6), Scored(3, 0.5)], rungs: 2, eta: 3));

    [Fact]
    public void Next_TheBestFailedFurtherUp_TakesNoWorseOneInItsPlace() =>
        Assert.Null(SuccessiveHalving.Next([Scored(1, 0.7) with { Failed = true }, Scored(2, 0.6), Scored(3, 0.5)], rungs: 2, eta: 3));

    [Fact]
    public void Best_WhoeverCameFurthest_BeatsABetterScoreOfALowerRung()
    {
        Assert.Equal(2, SuccessiveHalving.Best([Scored(1, 0.9), Scored(2, 0.8, 0.7), Scored(3, 0.6, 0.6)])!.Number);
        Assert.Equal(3, SuccessiveHalving.Best([Scored(1, 0.9), Scored(2, 0.8, 0.7) with { Failed = true }, Scored(3, 0.6, 0.6)])!.Number);
        Assert.Null(SuccessiveHalving.Best([new() { Number = 1 }, Scored(2, 0.7) with { Failed = true }]));
    }

    [Fact]
    public void Search_TheBestComeFirst_IsThePlainHalving()
    {
        var trials = Run(27, rungs: 4, eta: 3, seed: 0, score: (number, _) => -number, failing: 0, places: 1);
        Assert.Equal([27, 9, 3, 1], Enumerable.Range(0, 4).Select(rung => trials.Count(trial => trial.Scores.Count > rung)));
        Assert.Equal(1, SuccessiveHalving.Best(trials)!.Number);
    }

    [Fact]
    public void Search_AnyScoresAndOrderOfEndings_EndsWithAWholeModelOrNone() =>
        Check.One(
            Fixed,
            Prop.ForAll(
                (
                    from trials in Gen.Choose(1, 40)
                    from rungs in Gen.Choose(1, 4)
                    from eta in Gen.Elements(1.5, 2, 3, 4)
                    from failing in Gen.Choose(0, 3)
                    from seed in Gen.Choose(0, 10_000)
                    select (trials, rungs, eta, failing, seed)
                ).ToArbitrary(),
                one =>
                {
                    var random = new Random(one.seed);
                    var trials = Run(
                        one.trials,
                        one.rungs,
                        one.eta,
                        one.seed,
                        (_, _) => Math.Round(random.NextDouble(), 1),
                        one.failing / 10.0,
                        places: 4
                    );
                    var best = SuccessiveHalving.Best(trials);
                    return best is null
                        ? trials.All(trial => trial.Failed)
                        : trials.All(trial => trial.Failed || trial.Scores.Count > 0) && best.Scores.Count <= one.rungs;
                }
            )
        );

    // Which of the running ones ends next is drawn.
    private static List<TrialProgress> Run(
        int count,
        int rungs,
        double eta,
        int seed,
        Func<int, int, double> score,
        double failing,
        int places
    )
    {
        var random = new Random(seed);
        List<TrialProgress> trials = [.. Enumerable.Range(1, count).Select(number => new TrialProgress { Number = number })];
        List<TrialStep> running = [];
        while (true)
        {
            while (running.Count < places && SuccessiveHalving.Next(trials, rungs, eta) is { } step)
            {
                var trial = trials[step.Number - 1];
                Assert.True(
                    trial is { Running: false, Failed: false } && trial.Scores.Count == step.Rung && step.Rung < rungs,
                    $"{trial} cannot take {step}"
                );
                trials[step.Number - 1] = trial with { Running = true };
                running.Add(step);
            }

            if (running.Count == 0)
            {
                return trials;
            }

            var ended = running[random.Next(running.Count)];
            running.Remove(ended);
            var known = trials[ended.Number - 1] with { Running = false };
            trials[ended.Number - 1] =
                random.NextDouble() < failing
                    ? known with
                    {
                        Failed = true,
                    }
                    : known with
                    {
                        Scores = [.. known.Scores, score(ended.Number, ended.Rung)],
                    };
        }
    }

    private static TrialProgress Scored(int number, params double[] scores) => new() { Number = number, Scores = scores };
}
