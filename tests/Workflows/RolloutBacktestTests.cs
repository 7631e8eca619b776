using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Workflows;

public sealed class RolloutBacktestTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void StricterPolicy_WouldHaveTurnedBack_AtTheLookThatShowsIt()
    {
        var looks = Enumerable.Range(1, 6).Select(number => Look(number, errors: 3 * number)).ToList();
        var lenient = RolloutBacktest.Run(Policy(maxErrorRate: 0.05), looks);
        var strict = RolloutBacktest.Run(Policy(maxErrorRate: 0.001), looks);
        Assert.DoesNotContain(lenient, one => one.Move == RolloutMove.Back);
        Assert.Equal(RolloutMove.Back, strict.First(one => one.Verdict.Outcome == LookOutcome.Failure).Move);
        Assert.InRange(strict.First(one => one.Move == RolloutMove.Back).Look.Number, 1, 3);
    }

    [Fact]
    public void SamePolicy_GivesTheSameMoves()
    {
        var looks = Enumerable.Range(1, 4).Select(number => Look(number, errors: 0)).ToList();
        var moves = RolloutBacktest.Run(Policy(0.01), looks).Select(one => one.Move);
        // The step bakes for half an hour; looks come every ten minutes.
        Assert.Equal([RolloutMove.Hold, RolloutMove.Hold, RolloutMove.Advance, RolloutMove.Advance], moves);
    }

    private static RolloutPolicy Policy(double maxErrorRate) => new()
    {
        Steps = [new() { Weight = 50, Bake = TimeSpan.FromMinutes(30) }, new() { Weight = 100 }],
        LookEvery = TimeSpan.FromMinutes(10), MaxErrorRate = maxErrorRate,
    };

    private static LookRecord Look(int number, long errors) => new()
    {
        Deployment = "flights", RunId = "flights-1", Number = number, Step = 0, Share = 0.5, Revision = 2, At = Start + TimeSpan.FromMinutes(10 * number), StepBegan = Start,
        Control = new() { Requests = 300 * number }, Treated = new() { Requests = 300 * number, Errors = errors },
    };
}
