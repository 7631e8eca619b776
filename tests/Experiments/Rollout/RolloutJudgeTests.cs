using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Experiments.Rollout;

public sealed class RolloutJudgeTests
{
    [Theory]
    [InlineData(0, 0, 0, LookOutcome.Inconclusive)]
    [InlineData(0, 1, 0, LookOutcome.Success)]
    [InlineData(100, 99, 0, LookOutcome.Inconclusive)]
    [InlineData(100, 99, 99, LookOutcome.Inconclusive)]
    [InlineData(100, 100, 1, LookOutcome.Success)]
    [InlineData(100, 100, 2, LookOutcome.Failure)]
    public void Judge_Counts_AreHeldAgainstTheLimit(int needed, long requests, long errors, LookOutcome expected) =>
        Assert.Equal(expected, RolloutJudge.Judge(new() { MinRequests = needed, MaxErrorRate = 0.01 }, new() { Requests = requests, Errors = errors }).Outcome);

    [Fact]
    public void Judge_GatewayAway_IsInconclusive()
    {
        var judgement = RolloutJudge.Judge(new(), new() { Requests = 0, Errors = 0, Unavailable = "the gateway is away" });
        Assert.Equal(new Judgement(LookOutcome.Inconclusive, "the gateway is away"), judgement);
    }
}
