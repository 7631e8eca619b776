using ServerlessML.Functions.Rollout.Routing;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>An endpoint's traffic and mirrored traffic become what the plan says; the rest of it stays.</summary>
public sealed class OnlineEndpointRouterTests : IAsyncLifetime
{
    private readonly EndpointWorld _world = new();
    private ArmServer _server = null!;

    public async Task InitializeAsync() =>
        _world.Server = _server = await ArmServer.StartAsync(Specification.MachineLearning, _world.Answer);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Apply_APlan_SetsTrafficAndLeavesTheRest()
    {
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));

        Assert.Equal("""{"version-1":90,"version-2":10}""", _world.Traffic);
        Assert.Equal("{}", _world.Mirrored);
        Assert.Equal("late flights", (string)_world.Endpoint["properties"]!["description"]!);
        Assert.Equal("ml", (string)_world.Endpoint["tags"]!["team"]!);
        Assert.Equal(
            """{"type":"SystemAssigned,UserAssigned","userAssignedIdentities":{"/subscriptions/x/serving":{}}}""",
            _world.Endpoint["identity"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Apply_Again_ChangesNothing()
    {
        await ApplyAsync(Plans.Of((1, 100), (2, 0)));
        Assert.Equal(0, _server.Count("OnlineEndpoints_CreateOrUpdate"));
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        Assert.Equal(1, _server.Count("OnlineEndpoints_CreateOrUpdate"));
    }

    [Fact]
    public async Task Apply_ShadowsAndBack_MirrorsAndStops()
    {
        var plan = Plans.Of((1, 100));
        await ApplyAsync(
            plan with
            {
                Shadows =
                [
                    new()
                    {
                        Version = 2,
                        Model = Digest.Of([1]),
                        Share = 0.3,
                    },
                ],
            }
        );
        Assert.Equal("""{"version-2":30}""", _world.Mirrored);
        await ApplyAsync(plan);
        Assert.Equal("{}", _world.Mirrored);
    }

    [Theory]
    [InlineData(0.6, "mirrors 60 %")]
    [InlineData(0.005, "mirrors 0.5 % to version 2")]
    public async Task Apply_MoreOrFinerThanAzureMlMirrors_IsRefused(double share, string expected)
    {
        var plan = Plans.Of((1, 100)) with
        {
            Shadows =
            [
                new()
                {
                    Version = 2,
                    Model = Digest.Of([1]),
                    Share = share,
                },
            ],
        };
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<PermanentFailureException>(() => ApplyAsync(plan))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Apply_WhoseAnswerWasLost_IsMadeOnceMoreToTheSame(bool acts)
    {
        _server.Fail(new("OnlineEndpoints_CreateOrUpdate", acts, Reply: null));
        await ApplyAsync(Plans.Of((1, 90), (2, 10)));
        Assert.Equal("""{"version-1":90,"version-2":10}""", _world.Traffic);
    }

    [Fact]
    public async Task Apply_ShadowsWhereOurGatewayIsTheArms_MirrorsNothing()
    {
        await ApplyAsync(
            Plans.Of((1, 90), (2, 10)) with
            {
                Shadows =
                [
                    new()
                    {
                        Version = 3,
                        Model = Digest.Of([1]),
                        Share = 0.3,
                    },
                ],
            },
            TrafficOptions.Gateway
        );
        Assert.Equal("{}", _world.Mirrored);
    }

    private Task ApplyAsync(TrafficPlan plan, string counts = TrafficOptions.Monitor) =>
        new OnlineEndpointRouter(_server.Client(), new() { Workspace = "ml", Counts = counts }, _server.Time).ApplyAsync(plan, default);
}
