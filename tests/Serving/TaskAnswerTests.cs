using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

/// <summary>Classes and numbers: what clients get, what is kept of it, and what outcomes may be.</summary>
[Collection(GatewayCollection.Name)]
public sealed class TaskAnswerTests(StorageFixture azurite)
{
    private const string TwoRows = """{"rows":[{"distance":2000},{"distance":-1000}]}""";

    [Fact]
    public async Task Classes_AreAnsweredCapturedAndCounted()
    {
        await using var gateway = await ServingAsync(TestModels.Classes(named: false), Classes("red", "green \"g\"", "blue"));

        var first = (await AnswerAsync(gateway, TwoRows))["predictions"]!.AsArray();
        Assert.Equal(["red", "blue"], first.Select(one => (string?)one!["class"]));
        Assert.Equal(["red", "green \"g\"", "blue"], first[0]!["probabilities"]!.AsObject().Select(one => one.Key));
        Assert.Equal(Math.Exp(2) / (Math.Exp(2) + 1 + Math.Exp(0.5)), (double)first[0]!["probabilities"]!["red"]!, 1e-6);
        Assert.All(first, one => Assert.Equal(1, one!["probabilities"]!.AsObject().Sum(part => (double)part.Value!), 1e-5));

        var outputs = (
            await InferAsync(
                gateway,
                """{"inputs":[{"name":"distance","datatype":"FP32","shape":[2,1],"data":[2000,-1000]}],"outputs":[{"name":"probabilities"}]}"""
            )
        )["outputs"]![0]!;
        Assert.Equal(
            ("probabilities", "[2,3]", 6),
            ((string?)outputs["name"], outputs["shape"]!.ToJsonString(), outputs["data"]!.AsArray().Count)
        );
        Assert.Equal((double)first[1]!["probabilities"]!["blue"]!, (double)outputs["data"]![5]!, 1e-6);
        var described = JsonNode.Parse(await gateway.Client.GetStringAsync(new Uri($"/v2/models/{gateway.Deployment}", UriKind.Relative)))![
            "outputs"
        ]![0]!;
        Assert.Equal(("[-1,3]", 3), (described["shape"]!.ToJsonString(), described["parameters"]!["classes"]!.AsArray().Count));

        var counts = CountsOf(gateway);
        Assert.Equal([2L, 0, 2], counts.Predictions);
        Assert.Equal([0.0, 1], counts.PredictionEdges);
        var line = (await LinesAsync(gateway, StorageLayout.Captures, () => gateway.Part<CaptureQueue>().Stored == 2))[0];
        Assert.Equal("""["red","blue"]""", line["classes"]!.ToJsonString());
        Assert.Equal(2, line["classProbabilities"]!["blue"]!.AsArray().Count);
        Assert.Null(line["probabilities"]);
    }

    [Fact]
    public async Task Numbers_AreAnsweredCapturedAndCounted()
    {
        await using var gateway = await ServingAsync(TestModels.Number(), new() { Task = TaskKind.Regression, Edges = [0, 1000, 3000] });

        var first = (await AnswerAsync(gateway, TwoRows))["predictions"]!.AsArray();
        Assert.Equal([4000.0, -2000], first.Select(one => (double)one!["value"]!));
        var outputs = (await InferAsync(gateway, """{"inputs":[{"name":"distance","datatype":"FP32","shape":[1,1],"data":[500]}]}"""))[
            "outputs"
        ]![0]!;
        Assert.Equal(
            ("prediction", "[1]", 1000.0),
            ((string?)outputs["name"], outputs["shape"]!.ToJsonString(), (double)outputs["data"]![0]!)
        );
        using var bad = await gateway.PredictAsync("""{"rows":[{"distance":1},{"distance":null}]}""");
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "$.rows[1]"),
            (bad.StatusCode, (string?)JsonNode.Parse(await bad.Content.ReadAsStringAsync())!["path"])
        );

        var counts = CountsOf(gateway);
        // An edge belongs to the bin below it.
        Assert.Equal([1L, 1, 0, 1], counts.Predictions);
        Assert.Equal(1, counts.Faults["no-number"]);
        var line = (await LinesAsync(gateway, StorageLayout.Captures, () => gateway.Part<CaptureQueue>().Stored == 2))[0];
        Assert.Equal("[4000,-2000]", line["values"]!.ToJsonString());
    }

    [Fact]
    public async Task Feedback_IsAClassWhereClassesAreAnswered_AndANumberOtherwise()
    {
        await using var gateway = await ServingAsync(TestModels.Classes(), null);
        Assert.Equal(HttpStatusCode.Accepted, (await FeedbackAsync(gateway, """[{"requestId":"r1","label":"b"}]""")).Status);
        var (status, problem) = await FeedbackAsync(gateway, """[{"requestId":"r1","label":"d"}]""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "$[0].label"), (status, (string?)problem["path"]));
        Assert.Contains("one of this deployment's classes: a, b, c", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await FeedbackAsync(gateway, """[{"requestId":"r1","label":1}]""")).Status);
        var line = Assert.Single(await LinesAsync(gateway, StorageLayout.Feedback, () => gateway.Part<FeedbackQueue>().Stored == 1));
        Assert.Equal(("b", true), ((string?)line["class"], line["label"] is null));

        await gateway.ServeAsync(await gateway.PlanAsync(6, (2, TestModels.Number(), 10_000)));
        Assert.Equal(HttpStatusCode.BadRequest, (await FeedbackAsync(gateway, """[{"requestId":"r1","label":"b"}]""")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await FeedbackAsync(gateway, """[{"requestId":"r1","label":-12.5}]""")).Status);
    }

    [Theory]
    [InlineData("two classes")]
    [InlineData("nobody names them")]
    [InlineData("another kind")]
    public async Task APlanThatSaysSomethingElseThanTheModel_IsNotServed(string how)
    {
        await using var gateway = await ServingAsync(TestModels.Classes(), null);
        var plan = await gateway.PlanAsync(7, (2, TestModels.Classes(named: false), 10_000));
        var answers = how switch
        {
            "two classes" => Classes("a", "b"),
            "another kind" => new() { Task = TaskKind.Regression },
            _ => null,
        };
        await gateway.PublishAsync(plan with { Arms = [plan.Arms[0] with { Answers = answers }] });
        using var refreshed = await gateway.RefreshAsync();
        var state = JsonNode.Parse(await refreshed.Content.ReadAsStringAsync())!;
        Assert.Equal(("stale", 5), ((string?)state["state"], (int)state["revision"]!));
        Assert.Contains("Version 2: ", state.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Shadows_OfClassesAndNumbers_AreComparedInTheirOwnTerms()
    {
        var classes = AnswerShape.Of(Model(TestModels.Classes()).Plan, null, 1);
        Assert.Equal((0.5, false), Rounded(classes.Compare([0.6f, 0.3f, 0.1f], [0.1f, 0.8f, 0.1f])));
        Assert.Equal((0.1, true), Rounded(classes.Compare([0.6f, 0.3f, 0.1f], [0.5f, 0.4f, 0.1f])));
        var numbers = AnswerShape.Of(Model(TestModels.Number()).Plan, null, 1);
        Assert.Equal((0.5, false), Rounded(numbers.Compare([100], [300])));
        Assert.Equal((-0.01, true), Rounded(numbers.Compare([101], [99])));
        Assert.Equal((0.0, true), numbers.Compare([0], [0]));
    }

    private static (double, bool) Rounded((double Difference, bool Agree) compared) => (Math.Round(compared.Difference, 6), compared.Agree);

    private static ArmCounts CountsOf(RunningGateway gateway) =>
        gateway.Part<DeploymentTable>().TryGet(gateway.Deployment, out var deployment)
            ? deployment.Current!.Counts()[0]
            : throw new InvalidOperationException();

    private static ScoringModel Model(byte[] onnx) => ScoringModel.Load(default, onnx, _ => { });

    private static ModelAnswers Classes(params string[] names) => new() { Task = TaskKind.MultiClass, Classes = names };

    private async Task<RunningGateway> ServingAsync(byte[] model, ModelAnswers? answers)
    {
        var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(5, (1, model, 10_000));
        await gateway.ServeAsync(plan with { Capture = 1, Arms = [plan.Arms[0] with { Answers = answers }] });
        return gateway;
    }

    private static async Task<JsonNode> AnswerAsync(RunningGateway gateway, string body)
    {
        using var answer = await gateway.PredictAsync(body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<JsonNode> InferAsync(RunningGateway gateway, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await gateway.Client.PostAsync(new Uri($"/v2/models/{gateway.Deployment}/infer", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> FeedbackAsync(RunningGateway gateway, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await gateway.Client.PostAsync(new Uri($"/v1/{gateway.Deployment}/feedback", UriKind.Relative), content);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private async Task<List<JsonNode>> LinesAsync(RunningGateway gateway, string container, Func<bool> stored)
    {
        await WaitFor.TrueAsync("all are stored", () => Task.FromResult(stored()));
        List<JsonNode> lines = [];
        var blobs = azurite.Storage.Blobs.GetBlobContainerClient(container);
        await foreach (var blob in blobs.GetBlobsAsync(new GetBlobsOptions { Prefix = gateway.Deployment + "/" }))
        {
            var text = (await blobs.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString();
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        }

        return [.. lines.OrderBy(line => (DateTimeOffset?)line["at"])];
    }
}
