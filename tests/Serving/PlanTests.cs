using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class PlanTests(StorageFixture azurite)
{
    [Fact]
    public async Task Swap_UnderLoad_DropsNoRequestAndFreesTheOldModels()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        byte[][] models = [.. Enumerable.Range(0, 8).Select(i => TestModels.Flights(0.0125f + (i / 10f)))];
        await gateway.ServeAsync(1, (1, models[0], 10_000));
        var all = await gateway.PlanAsync(0, [.. models.Select((model, i) => (i + 1, model, 0))]);
        var inForce = new HashSet<int>[41];
        inForce[1] = [1];

        using var stop = new CancellationTokenSource();
        var load = Enumerable
            .Range(0, 3)
            .Select(client =>
                Task.Run(async () =>
                {
                    var (answered, latest) = (0, 0);
                    for (; !stop.IsCancellationRequested; answered++)
                    {
                        using var answer = await gateway.PredictAsync(Bodies.One, $"{client}-{answered}");
                        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                        var version = (int)body["version"]!;
                        var revision = int.Parse(answer.Headers.GetValues("X-Plan-Revision").Single(), CultureInfo.InvariantCulture);
                        Assert.Contains(version, inForce[revision]);
                        Assert.True(revision >= latest, "A plan that had been left answered.");
                        latest = revision;
                        // Each version's model gives its own answer, so a request that met another's session would show.
                        Assert.Equal(
                            1 / (1 + Math.Exp(-2.2625 - ((version - 1) / 10.0))),
                            (double)body["predictions"]![0]!["probability"]!,
                            1e-5
                        );
                    }

                    return answered;
                })
            )
            .ToList();

        for (var revision = 2; revision < inForce.Length; revision++)
        {
            var (one, other) = (revision % models.Length, (revision + 1) % models.Length);
            inForce[revision] = [one + 1, other + 1];
            await gateway.PublishAsync(
                all with
                {
                    Revision = revision,
                    Arms = [all.Arms[one] with { Weight = 5_000 }, all.Arms[other] with { Weight = 5_000 }],
                }
            );
            using var refreshed = await gateway.RefreshAsync();
            Assert.Equal(revision, (int)JsonNode.Parse(await refreshed.Content.ReadAsStringAsync())!["revision"]!);
        }

        await stop.CancelAsync();
        var total = (await Task.WhenAll(load)).Sum();
        Assert.True(total > 100, $"Only {total} requests.");
        // The gateway follows the other tests' deployments too; these models are only this one's.
        var ours = models.Select(model => Digest.Of(model)).ToHashSet();
        await WaitFor.TrueAsync("only the served models are loaded", () =>
            Task.FromResult(gateway.Part<LoadedModels>().Loaded.Count(ours.Contains) == 2)
        );
    }

    [Fact]
    public async Task Refresh_OfAPlanThatWasJustWritten_AnswersWithItServed()
    {
        await using var gateway = await RunningGateway.StartAsync(
            azurite,
            settings: ["--Gateway:PollInterval=60000", "--Gateway:DiscoveryInterval=600000"]
        );
        for (var revision = 1; revision <= 10; revision++)
        {
            await gateway.PublishAsync(await gateway.PlanAsync(revision, (revision, TestModels.Flights(revision), 10_000)));
            using var refreshed = await gateway.RefreshAsync();
            var state = JsonNode.Parse(await refreshed.Content.ReadAsStringAsync())!;
            Assert.Equal(
                (HttpStatusCode.OK, "serving", revision),
                (refreshed.StatusCode, (string?)state["state"], (int)state["revision"]!)
            );
        }
    }

    [Fact]
    public async Task Refresh_ManyAtOnce_AllSeeThePlanThatWasWrittenBefore()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        await gateway.PublishAsync(await gateway.PlanAsync(2, (2, TestModels.Flights(1), 10_000)));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async _ =>
                {
                    using var refreshed = await gateway.RefreshAsync();
                    return (int)JsonNode.Parse(await refreshed.Content.ReadAsStringAsync())!["revision"]!;
                })
        );
        Assert.All(answers, revision => Assert.Equal(2, revision));
    }

    [Theory]
    [InlineData("nothing-here")]
    [InlineData("No-Name")]
    public async Task Refresh_OfADeploymentThatIsNot_IsNotFound(string name)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        using var answer = await gateway.Client.PostAsync(new Uri($"/v1/{name}/plan/refresh", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("unknown-deployment", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_IsSeenByClientsWithinASecond()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:PollInterval=250");
        var (good, bad) = (TestModels.Flights(0), TestModels.Flights(1));
        await gateway.ServeAsync(1, (1, good, 10_000));
        List<double> took = [];
        // The shortest of three: the tests beside it may hold the processors for a moment, and not each time.
        for (var revision = 2; took.Count < 3; revision += 2)
        {
            await gateway.ServeAsync(revision, (1, good, 0), (2, bad, 10_000));
            var back = await gateway.PlanAsync(revision + 1, (1, good, 10_000));
            var started = Stopwatch.GetTimestamp();
            await gateway.PublishAsync(back);
            await WaitFor.TrueAsync("version 1 answers", async () =>
            {
                using var answer = await gateway.PredictAsync(Bodies.One, "someone");
                return answer.Headers.GetValues("X-Model-Version").Single() == "1";
            });
            took.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        Assert.InRange(took.Min(), 0, 1);
    }

    [Theory]
    [InlineData("weights", "add up to 9000")]
    [InlineData("unknown model", "is not in the store")]
    [InlineData("corrupt model", "cannot be served")]
    [InlineData("damaged blob", "damaged or changed")]
    [InlineData("another deployment", "is for")]
    [InlineData("not JSON", "not a traffic plan")]
    [InlineData("second arm bad", "cannot be served")]
    public async Task ABadPlan_KeepsTheLastGoodOneAndShowsWhy(string kind, string reason)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        var plan = await gateway.PlanAsync(2, (2, TestModels.Flights(1), 10_000));
        await gateway.PublishAsync(await BadAsync(gateway, plan, kind));

        await WaitFor.TrueAsync("the plan is refused", async () => (string?)(await gateway.StateAsync())!["state"] == "stale");
        var state = (await gateway.StateAsync())!;
        Assert.Contains(reason, (string?)state["lastError"], StringComparison.Ordinal);
        Assert.Equal(1, (int?)state["revision"]);
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal((HttpStatusCode.OK, "1"), (answer.StatusCode, answer.Headers.GetValues("X-Model-Version").Single()));
        Assert.Contains(reason, await gateway.Client.GetStringAsync(new Uri("/ready", UriKind.Relative)), StringComparison.Ordinal);

        await gateway.ServeAsync(3, (2, TestModels.Flights(1), 10_000));
        Assert.Equal("serving", (string?)(await gateway.StateAsync())!["state"]);
    }

    [Fact]
    public async Task AModelThatArrivesLate_IsServedWithoutTheWholePlanBeingWrittenAgain()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        var late = TestModels.Flights(0.123f);
        var plan = await gateway.PlanAsync(2, (2, TestModels.Flights(0), 10_000));
        await gateway.PublishAsync(plan with { Arms = [plan.Arms[0] with { Model = Digest.Of(late) }] });
        await WaitFor.TrueAsync("the plan is refused", async () => (string?)(await gateway.StateAsync())!["state"] == "stale");

        await gateway.PutAsync(StorageLayout.Cas, Digest.Of(late).Hex, late);
        await WaitFor.TrueAsync("revision 2 is served", async () => (int?)(await gateway.StateAsync())!["revision"] == 2);
    }

    [Fact]
    public async Task ADeploymentWhoseOnlyPlanIsBad_AnswersThatItHasNone()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.PublishAsync("{}"u8.ToArray());
        await WaitFor.TrueAsync("the deployment is seen", async () =>
            await gateway.StateAsync() is { } state && state["lastError"] is not null
        );
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("no-plan", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<byte[]> BadAsync(RunningGateway gateway, TrafficPlan plan, string kind)
    {
        var arm = plan.Arms[0];
        var junk = Encoding.UTF8.GetBytes($"no model, {Guid.NewGuid()}");
        switch (kind)
        {
            case "weights":
                return CanonicalJson.Serialize(plan with { Arms = [arm with { Weight = 9_000 }] });
            case "unknown model":
                return CanonicalJson.Serialize(plan with { Arms = [arm with { Model = Digest.Of(junk) }] });
            case "corrupt model":
                await gateway.PutAsync(StorageLayout.Cas, Digest.Of(junk).Hex, junk);
                return CanonicalJson.Serialize(plan with { Arms = [arm with { Model = Digest.Of(junk) }] });
            case "damaged blob":
                await gateway.PutAsync(StorageLayout.Cas, Digest.Of(junk).Hex, TestModels.Flights(2));
                return CanonicalJson.Serialize(plan with { Arms = [arm with { Model = Digest.Of(junk) }] });
            case "another deployment":
                return CanonicalJson.Serialize(plan with { Deployment = "another-one" });
            case "second arm bad":
                await gateway.PutAsync(StorageLayout.Cas, Digest.Of(junk).Hex, junk);
                return CanonicalJson.Serialize(
                    plan with
                    {
                        Arms = [arm with { Weight = 9_999 }, arm with { Version = 3, Model = Digest.Of(junk), Weight = 1 }],
                    }
                );
            default:
                return "{\"deployment\":"u8.ToArray();
        }
    }
}
