namespace ServerlessML.Tests.Workflows;

/// <summary>What a rollout does after a look.</summary>
public sealed class RolloutMovesTests
{
    private static readonly DateTimeOffset Began = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Next_ADesignHasEnded_TheHorizonsRuleDecides()
    {
        var experiment = new ExperimentPolicy { Metric = OutcomeMetric.Outcome, Horizon = TimeSpan.FromDays(7) };
        RolloutPolicy policy = new() { Steps = [new() { Weight = 50 }, new() { Weight = 100 }], Experiment = experiment };
        var now = Began.AddHours(1);
        RolloutProgress progress = new()
        {
            Ramp = new()
            {
                RunId = "r",
                Deployment = "d",
                Version = 2,
                Policy = policy,
                Capture = 0,
            },
            Began = Began,
            StepBegan = Began,
            Looks = 2,
        };
        Assert.False(RolloutMoves.Asks(policy, progress, now));
        Assert.True(RolloutMoves.Asks(policy, progress with { Ended = true }, now));
        var back = policy with { Experiment = experiment with { AtHorizon = HorizonRule.RollBack } };
        LookVerdict open = new() { Outcome = LookOutcome.Inconclusive, Findings = [] };
        Assert.Equal(RolloutMove.Hold, RolloutMoves.Next(back, progress, open, now));
        Assert.Equal(RolloutMove.Back, RolloutMoves.Next(back, progress, open with { Ended = true }, now));
        // Arms that cannot be compared at a later look do not begin it anew.
        Assert.Equal(RolloutMove.Back, RolloutMoves.Next(back, progress with { Ended = true }, open, now));
    }
}
