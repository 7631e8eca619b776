using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Rollout.Counting;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>What Azure Monitor says of an endpoint's deployments becomes counts of versions.</summary>
public sealed class EndpointMetricsTests : IAsyncLifetime
{
    private readonly MetricsWorld _world = new();
    private ArmServer _server = null!;

    private DateTimeOffset Since => _server.Time.GetUtcNow() - TimeSpan.FromMinutes(14) - TimeSpan.FromSeconds(20);

    public async Task InitializeAsync() => _world.Server = _server = await ArmServer.StartAsync(Specification.Insights, _world.Answer);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Read_TwoDeployments_CountsAnswersAndErrorsOfEach()
    {
        _world.Answers["version-1"] = [("200", "200", 90)];
        _world.Answers["version-2"] =
        [
            ("200", "200", 9),
            ("424", "500", 0.5),
            ("424", "400", 3),
            ("503", "", 0.5),
            ("429", "", 5),
            ("404", "", 2),
        ];

        var counted = await ReadAsync();

        Assert.Null(counted.Unavailable);
        // Ten whole minutes: what is measured of the last three is not all there.
        Assert.Equal((900, 0), (counted.Arms[0].Statistics.Requests, counted.Arms[0].Statistics.Errors));
        // The model's own 4xx, and requests that never came to it, are nobody's fault here.
        Assert.Equal((100, 10), (counted.Arms[1].Statistics.Requests, counted.Arms[1].Statistics.Errors));
        Assert.All(counted.Arms, arm => Assert.Equal(Lane.Live, arm.Lane));
    }

    [Theory]
    [InlineData(100, 5, "half of the tail is known to be above what one in twenty is above")]
    [InlineData(400, 1, "only what one in a hundred is above")]
    [InlineData(20, 50, "the slower half")]
    [InlineData(5000, 0, "nothing is")]
    public async Task Read_Quantiles_NeverSayMoreThanIsSurelyAbove(double limit, int percent, string because)
    {
        _world.Answers["version-2"] = [("200", "200", 100)];
        _world.Latency["version-2"] = [40, 80, 200, 900];

        var latency = (await ReadAsync()).Arms[1].Statistics.Latency!;

        Assert.Equal(1000, latency.Total());
        Assert.True(latency.SurelyAbove(limit) == percent * 10, $"{latency.SurelyAbove(limit)} are above {limit} ms: {because}");
    }

    [Fact]
    public async Task Read_OfDays_AsksADayAtATime()
    {
        _world.Answers["version-2"] = [("200", "200", 1)];
        var counted = await Metrics().ReadAsync(new("flights", 1, _server.Time.GetUtcNow() - TimeSpan.FromDays(2.5), [2]), default);
        Assert.InRange(counted.Arms[0].Statistics.Requests, 3590, 3600);
        Assert.Equal(6, _server.Count("Metrics_List"));
    }

    [Fact]
    public async Task Read_BeforeTheFirstWholeMinute_AsksNobody()
    {
        var counted = await Metrics().ReadAsync(new("flights", 7, _server.Time.GetUtcNow() - TimeSpan.FromMinutes(3), [2]), default);
        Assert.Equal("Azure Monitor has no whole minute of plan revision 7 yet", counted.Unavailable);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Read_WhileThrottled_WaitsAsLongAsItIsTold()
    {
        _world.Answers["version-1"] = [("200", "200", 1)];
        _server.Fail(new("Metrics_List", Acts: false, ArmReply.Error(429, "TooManyRequests", "Slower.", retryAfter: 17)));
        Assert.Null((await ReadAsync()).Unavailable);
        Assert.Equal([TimeSpan.FromSeconds(17)], _server.Time.Waits);
    }

    [Fact]
    public async Task Read_WhoseAnswerWasLost_AsksAgain()
    {
        _world.Answers["version-1"] = [("200", "200", 1)];
        _server.Fail(new("Metrics_List", Acts: true, Reply: null));
        Assert.Equal(10, (await ReadAsync()).Arms[0].Statistics.Requests);
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed: No role.")]
    [InlineData(429, "TooManyRequests: Much later.")]
    public async Task Read_RefusedForNow_IsALookThatSawNothingAndSaysWhy(int status, string expected)
    {
        var parts = expected.Split(": ");
        _server.Fail(new("Metrics_List", Acts: false, ArmReply.Error(status, parts[0], parts[1], retryAfter: status == 429 ? 3600 : null)));
        var counted = await ReadAsync();
        Assert.Empty(counted.Arms);
        Assert.StartsWith("Azure Monitor cannot be asked: ", counted.Unavailable, StringComparison.Ordinal);
        Assert.Contains(expected, counted.Unavailable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AMetricThatCannotBeRead_IsNoZero()
    {
        _world.Error = "InvalidSeriesLimit";
        Assert.Contains("RequestsPerMinute: InvalidSeriesLimit", (await ReadAsync()).Unavailable, StringComparison.Ordinal);
    }

    private Task<CountedArms> ReadAsync() => Metrics().ReadAsync(new("flights", 7, Since, [1, 2]), default);

    private EndpointMetrics Metrics() => new(_server.Client(), new() { Workspace = "ml", Counts = "monitor" }, _server.Time);
}
