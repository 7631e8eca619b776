using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class ShadowTests(StorageFixture azurite)
{
    [Fact]
    public async Task AShadowOfEverything_RecordsItsDifferencesExactly()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, TestModels.Flights(0.5f), share: 1);
        var random = new Random(5);
        var (differences, agreeing) = (new List<double>(), 0);
        for (var i = 0; i < 30; i++)
        {
            var distance = (random.NextSingle() - 0.5f) * 4_000;
            using var answer = await gateway.PredictAsync(Bodies.Of([distance, distance + 1], ["none", "none"]));
            Assert.Equal((HttpStatusCode.OK, "1"), (answer.StatusCode, answer.Headers.GetValues("X-Model-Version").Single()));
            foreach (var one in (float[])[distance, distance + 1])
            {
                var (live, shadow) = (Sigmoid(one / 1000), Sigmoid((one / 1000) + 0.5));
                differences.Add(Math.Abs(shadow - live));
                agreeing += (live >= 0.5) == (shadow >= 0.5) ? 1 : 0;
            }
        }

        var state = await WaitFor.ValueAsync("all are scored", async () =>
            (await gateway.StateAsync())!["shadows"]![0] is { } shadow && (int)shadow["rows"]! == 60 ? shadow : null
        );
        Assert.Equal(
            (9, 1.0, 30, 0, 0),
            ((int)state["version"]!, (double)state["share"]!, (int)state["requests"]!, (int)state["errors"]!, (int)state["dropped"]!)
        );
        Assert.Equal(differences.Average(), (double)state["meanAbsoluteDifference"]!, 1e-5);
        Assert.Equal(differences.Max(), (double)state["maxAbsoluteDifference"]!, 1e-5);
        Assert.Equal(agreeing / 60.0, (double)state["agreement"]!, 1e-9);
        Assert.Equal(60, await gateway.MetricAsync("serverlessml_gateway_shadow_differences_total", $"deployment={gateway.Deployment}"));
        Assert.DoesNotContain((await gateway.StateAsync())!["versions"]!.AsArray(), version => (int)version!["version"]! == 9);
    }

    [Fact]
    public async Task AShadowOfAShare_SeesAboutThatShare()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, TestModels.Flights(1), share: 0.25);
        for (var i = 0; i < 400; i++)
        {
            (await gateway.PredictAsync(Bodies.One)).Dispose();
        }

        await WaitFor.TrueAsync("all are scored", () => Task.FromResult(gateway.Part<ShadowQueue>().Depth == 0));
        Assert.InRange((int)(await gateway.StateAsync())!["shadows"]![0]!["requests"]!, 55, 150);
    }

    [Fact]
    public async Task AShadowThatFails_IsCountedAndTheAnswerIsNotTouched()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        // It gives the distance itself, which is no probability.
        await ServeAsync(gateway, TestModels.Echo(), share: 1);
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await WaitFor.TrueAsync("it failed", async () => (int)(await gateway.StateAsync())!["shadows"]![0]!["errors"]! == 1);
        Assert.Equal(
            1,
            await gateway.MetricAsync(
                "serverlessml_gateway_faults_total",
                $"deployment={gateway.Deployment}",
                "lane=shadow",
                "code=no-probability"
            )
        );
    }

    [Fact]
    public async Task AShadowThatCannotBeLoaded_RefusesThePlan()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        var plan = await gateway.PlanAsync(2, (1, TestModels.Flights(0), 10_000));
        await gateway.PublishAsync(
            plan with
            {
                Shadows =
                [
                    new()
                    {
                        Version = 9,
                        Model = Digest.Of("none"u8),
                        Share = 1,
                    },
                ],
            }
        );
        using var refreshed = await gateway.RefreshAsync();
        var state = JsonNode.Parse(await refreshed.Content.ReadAsStringAsync())!;
        Assert.Equal(("stale", 1), ((string?)state["state"], (int)state["revision"]!));
    }

    [Fact]
    public void Offer_BeyondTheBound_IsDroppedAndCounted_AndLetsTheModelGo()
    {
        var freed = 0;
        var model = ScoringModel.Load(default, TestModels.Flights(0), _ => freed++);
        var copies = new RowCopies();
        var queue = new ShadowQueue(copies);
        var shadow = new AppliedShadow(
            new()
            {
                Version = 9,
                Model = default,
                Share = 1,
            },
            model,
            profile: null
        );
        var batch = model.RentBatch();
        Assert.Null(RowReader.Read(Encoding.UTF8.GetBytes(Bodies.One), batch, 1));
        for (var i = 0; i < ShadowQueue.MaxRequests + 7; i++)
        {
            queue.Offer(shadow, batch, "r");
        }

        model.Return(batch);
        Assert.Equal((ShadowQueue.MaxRequests, 7L), (queue.Depth, shadow.Counts.Read().Dropped));
        shadow.LetGo();
        Assert.False(shadow.Drained);
        while (queue.Reader.TryRead(out var work))
        {
            queue.Done(work);
        }

        Assert.True(shadow.Drained);
        Assert.Equal(1, freed);
    }

    [Fact]
    public void Fill_FromAModelOfOtherColumns_TakesThoseOfTheSameName()
    {
        var (from, to) = (
            ScoringModel.Load(default, TestModels.Flights(0), _ => { }),
            ScoringModel.Load(default, TestModels.Echo(), _ => { })
        );
        var (live, shadow) = (from.RentBatch(), to.RentBatch());
        Assert.Null(RowReader.Read(Bodies.Of([3, float.NaN, 5], ["ORD", "", "Zürich ✈"]), live, 3));
        from.Score(live);
        var copy = new RowCopies().Of(live);
        new ColumnMap(from.Plan, to.Plan).Fill(shadow, copy);
        Assert.Equal([3, float.NaN, 5], shadow.NumbersOf(to.Plan.Columns[0])[..3]);

        var back = from.RentBatch();
        new ColumnMap(from.Plan, from.Plan).Fill(back, copy);
        from.Score(back);
        Assert.Equal(live.Answers[..3], back.Answers[..3]);
        from.LetGo();
        to.LetGo();
    }

    private static async Task ServeAsync(RunningGateway gateway, byte[] shadow, double share)
    {
        var plan = await gateway.PlanAsync(1, (1, TestModels.Flights(0), 10_000), (9, shadow, 0));
        var scored = plan.Arms[1];
        await gateway.ServeAsync(
            plan with
            {
                Arms = [plan.Arms[0]],
                Shadows =
                [
                    new()
                    {
                        Version = 9,
                        Model = scored.Model,
                        Share = share,
                    },
                ],
            }
        );
    }

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
