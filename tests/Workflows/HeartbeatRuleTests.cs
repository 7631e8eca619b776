using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Workflows;

public sealed class HeartbeatRuleTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("training", 31, 2, true)]
    [InlineData("training", 30, 2, false)]
    [InlineData("reading", 31, 2, true)]
    [InlineData("queued", 3600, 2, false)]
    [InlineData("completed", 3600, 2, false)]
    [InlineData("failed", 3600, 2, false)]
    [InlineData("training", 3600, 1, false)]
    public void IsLost_SilentSeconds_DependsOnTheState(string state, int seconds, int attempt, bool expected) =>
        Assert.Equal(
            expected,
            HeartbeatRule.IsLost(
                new()
                {
                    Attempt = attempt,
                    State = state,
                    At = Now.AddSeconds(-seconds),
                },
                2,
                Now,
                TimeSpan.FromSeconds(30)
            )
        );
}
