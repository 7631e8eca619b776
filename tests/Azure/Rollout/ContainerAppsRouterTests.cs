using System.Text.Json.Nodes;
using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Rollout.Routing;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>Revision weights become what the plan says, whatever else happens to the app meanwhile.</summary>
public sealed class ContainerAppsRouterTests : IAsyncLifetime
{
    private readonly AppWorld _world = new();
    private ArmServer _server = null!;

    public async Task InitializeAsync() => _world.Server = _server = await ArmServer.StartAsync(Specification.ContainerApps, _world.Answer);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("Azure-AsyncOperation")]
    [InlineData("Location")]
    public async Task Apply_APlan_SetsItsWeightsAndWaitsForTheEnd(string header)
    {
        _world.Header = header;

        await ApplyAsync(Plans.Of((1, 90), (2, 10)));

        Assert.Equal("flights--version-1=90, flights--version-2=10", _world.Weights);
        Assert.Equal([TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15)], _server.Time.Waits);
        Assert.Equal("\"1\"", _server.Requests.Single(request => request.Method == "PATCH").IfMatch);
    }

    [Fact]
    public async Task Apply_Again_ChangesNothing()
    {
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        Assert.Equal(1, _server.Count("ContainerApps_Update"));
    }

    [Fact]
    public async Task Apply_ThePlanBefore_IsTheWayBack()
    {
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        await ApplyAsync(Plans.Of((1, 100), (2, 0)));
        Assert.Equal("flights--version-1=100", _world.Weights);
    }

    [Fact]
    public async Task Apply_ToAnAppWithLabels_KeepsThem()
    {
        _world.Traffic =
        [
            new JsonObject
            {
                ["revisionName"] = "flights--version-1",
                ["weight"] = 100,
                ["label"] = "blue",
            },
            new JsonObject
            {
                ["revisionName"] = "flights--old",
                ["weight"] = 0,
                ["label"] = "old",
            },
        ];
        await ApplyAsync(Plans.Of((1, 50), (2, 50)));
        Assert.Equal("flights--old=0@old, flights--version-1=50@blue, flights--version-2=50", _world.Weights);
    }

    [Fact]
    public async Task Apply_WhileSomebodyChangesTheApp_ReadsItAgain()
    {
        _world.Meanwhile = () => _world.ChangeByHand(AppWorld.Of(("version-1", 100)));
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        Assert.Equal("flights--version-1=90, flights--version-2=10", _world.Weights);
        Assert.Equal(["\"1\"", "\"2\""], _server.Requests.Where(request => request.Method == "PATCH").Select(request => request.IfMatch));
    }

    [Fact]
    public async Task Apply_WhileAnotherOperationRuns_WaitsAsLongAsItIsTold()
    {
        _server.Fail(
            new("ContainerApps_Update", Acts: false, ArmReply.Error(409, "ContainerAppOperationInProgress", "Busy.", retryAfter: 45))
        );
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        Assert.Equal(TimeSpan.FromSeconds(45), _server.Time.Waits[0]);
        Assert.Equal("flights--version-1=90, flights--version-2=10", _world.Weights);
    }

    [Fact]
    public async Task Apply_WhoseAnswerWasLost_FindsTheChangeThatItMade()
    {
        _server.Fail(new("ContainerApps_Update", Acts: true, Reply: null));

        await ApplyAsync(Plans.Of((1, 90), (2, 10)));

        // Sent again, it met its own operation, waited for it, and found the app as it should be.
        Assert.Equal("flights--version-1=90, flights--version-2=10", _world.Weights);
        Assert.Contains(TimeSpan.FromSeconds(20), _server.Time.Waits);
    }

    [Fact]
    public async Task Apply_ThatFailsOnThePlatform_SaysWhy()
    {
        _world.Ending = "Failed";
        var e = await Assert.ThrowsAsync<ArmUnavailableException>(() => ApplyAsync(Plans.Of((1, 90), (2, 10))));
        Assert.EndsWith("ended as Failed: RevisionUnhealthy: The revision is not ready.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ThatNeverEnds_EndsWithOurPatience()
    {
        _world.Ending = "InProgress";
        var before = _server.Time.GetUtcNow();
        var e = await Assert.ThrowsAsync<ArmUnavailableException>(() => ApplyAsync(Plans.Of((1, 90), (2, 10))));
        Assert.Contains("has not ended within", e.Message, StringComparison.Ordinal);
        Assert.True(_server.Time.GetUtcNow() - before <= ResourceManager.Patience);
    }

    [Fact]
    public async Task Apply_WhoseAnswerPointsElsewhere_TakesTheTokenNowhere()
    {
        _world.Link = "https://attacker.example/operations/1";
        var e = await Assert.ThrowsAsync<ArmRefusedException>(() => ApplyAsync(Plans.Of((1, 90), (2, 10))));
        Assert.Contains("attacker.example", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ToAnAppOfOneRevision_SaysWhatToChange()
    {
        _world.Mode = "Single";
        var e = await Assert.ThrowsAsync<ArmRefusedException>(() => ApplyAsync(Plans.Of((1, 90), (2, 10))));
        Assert.Contains("revision mode to Multiple", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "has no revision 'flights--version-2'. Deploy it")]
    [InlineData(true, "The revision 'flights--version-2' of the container app 'flights' is not active")]
    public async Task Apply_WithAVersionThatHasNoActiveRevision_SaysWhich(bool there, string expected)
    {
        _world.Revisions.Remove("version-2");
        if (there)
        {
            _world.Revisions["version-2"] = false;
        }

        var e = await Assert.ThrowsAsync<ArmRefusedException>(() => ApplyAsync(Plans.Of((1, 90), (2, 10))));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Equal(0, _server.Count("ContainerApps_Update"));
    }

    [Fact]
    public async Task Apply_AFinerStepThanAPercent_IsRefused()
    {
        var e = await Assert.ThrowsAsync<PermanentFailureException>(() => ApplyAsync(Plans.Of((1, 99.5), (2, 0.5))));
        Assert.Contains("99.5 %, and Container Apps splits in whole percents", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ToAnAppThatIsNotThere_NamesTheSetting()
    {
        var e = await Assert.ThrowsAsync<ArmRefusedException>(() =>
            Target(new() { Resource = "ml-{deployment}" }).ApplyAsync(Plans.Of((1, 100)), default)
        );
        Assert.Contains("no container app 'ml-flights'", e.Message, StringComparison.Ordinal);
        Assert.Contains("Traffic__Resource", e.Message, StringComparison.Ordinal);
    }

    private Task ApplyAsync(TrafficPlan plan) => Target(new()).ApplyAsync(plan, default);

    private ContainerAppsRouter Target(TrafficOptions options) => new(_server.Client(), options, _server.Time);
}
