using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Serving;

/// <summary>Versions of other columns, served side by side.</summary>
[Collection(GatewayCollection.Name)]
public sealed class ColumnsTests(StorageFixture azurite)
{
    private static readonly (string, bool) X = ("x", false);
    private static readonly (string, bool) C = ("c", true);
    private static readonly (string, bool) Rain = ("rain", false);

    [Fact]
    public async Task Predict_AColumnThatOnlyTheOtherVersionTakes_IsPassedOver()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, [X, C], [X]);
        const string body = """{"rows":[{"c":{"any":["value"]},"x":1},{"x":2,"c":"a"}]}""";

        using var dropped = await PredictAsync(gateway, body, 2);
        Assert.Equal(HttpStatusCode.OK, dropped.StatusCode);
        Assert.Equal([Sigmoid(1), Sigmoid(2)], await ProbabilitiesAsync(dropped));

        using var kept = await PredictAsync(gateway, """{"rows":[{"x":2,"c":"a"}]}""", 1);
        Assert.Equal([Sigmoid(3)], await ProbabilitiesAsync(kept));

        using var unknown = await PredictAsync(gateway, """{"rows":[{"x":2,"z":"a"}]}""", 2);
        await AssertFaultAsync(unknown, "unknown-column", 2, "Version 2's columns are x.");
    }

    [Fact]
    public async Task Predict_AColumnOfAnEarlierVersion_IsPassedOver()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(1, (3, TestModels.Sum(X), 10_000));
        await gateway.ServeAsync(plan with { FormerColumns = ["c"] });
        using var answer = await gateway.PredictAsync("""{"rows":[{"x":2,"c":"a"}]}""");
        Assert.Equal([Sigmoid(2)], await ProbabilitiesAsync(answer));
    }

    [Fact]
    public async Task Predict_WithoutARequiredColumn_NamesTheVersionAndTheColumn()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, [X, C], [X, C, Rain]);

        using var one = await PredictAsync(gateway, """{"rows":[{"x":1,"c":"a","rain":0},{"x":1,"c":"a"}]}""", 2);
        await AssertFaultAsync(one, "missing-column", 2, "Version 2 requires the column 'rain'", "$.rows[1]");
        using var tensors = await InferAsync(
            gateway,
            """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]},{"name":"c","shape":[1],"datatype":"BYTES","data":["a"]}]}""",
            2
        );
        Assert.Equal((HttpStatusCode.BadRequest, "2"), (tensors.StatusCode, tensors.Headers.GetValues("X-Model-Version").Single()));
        Assert.Contains(
            "missing-column at $.inputs: Version 2 requires the column 'rain'",
            (string?)JsonNode.Parse(await tensors.Content.ReadAsStringAsync())!["error"],
            StringComparison.Ordinal
        );

        // Null says that the value is not known; the other version takes what it knows.
        using var known = await PredictAsync(gateway, """{"rows":[{"x":1,"c":"a","rain":null}]}""", 2);
        Assert.Equal([Sigmoid(2)], await ProbabilitiesAsync(known));
        using var other = await PredictAsync(gateway, """{"rows":[{"x":1,"c":"a","rain":7}]}""", 1);
        Assert.Equal([Sigmoid(2)], await ProbabilitiesAsync(other));
    }

    [Fact]
    public async Task Predict_ARampThatBreaksClients_CountsThemAsTheNewVersionsErrors()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, [X, C], [X, C, Rain]);
        var refused = 0;
        for (var i = 0; i < 60; i++)
        {
            using var answer = await gateway.PredictAsync("""{"rows":[{"x":1,"c":"a"}]}""", $"key-{i}");
            if (answer.StatusCode == HttpStatusCode.BadRequest)
            {
                refused++;
                await AssertFaultAsync(answer, "missing-column", 2, "Version 1, which is served beside it, takes the request.");
            }
        }

        // What no version takes is the client's own affair.
        using var malformed = await gateway.PredictAsync("{}", "key-0");
        var versions = (await gateway.StateAsync())!["versions"]!.AsArray();
        Assert.InRange(refused, 10, 50);
        Assert.Equal((60 - refused, 0), ((int)versions[0]!["requests"]!, (int)versions[0]!["errors"]!));
        Assert.Equal((0, refused), ((int)versions[1]!["requests"]!, (int)versions[1]!["errors"]!));
        Assert.Equal(1, versions.Sum(version => (int)version!["rejected"]!));
    }

    [Fact]
    public async Task Predict_AnotherType_NamesTheVersionThatRefusesIt()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, [X, C], [X, ("c", false)]);
        // A number suits both.
        foreach (var version in (int[])[1, 2])
        {
            using var both = await PredictAsync(gateway, """{"rows":[{"x":1,"c":3}]}""", version);
            Assert.Equal(HttpStatusCode.OK, both.StatusCode);
        }

        using var text = await PredictAsync(gateway, """{"rows":[{"x":1,"c":"3"}]}""", 2);
        await AssertFaultAsync(text, "wrong-type", 2, "'c' must be a number or null, not a string.", "$.rows[0].c");
    }

    [Fact]
    public async Task Predict_Arrays_AreInTheOrderOfTheFirstVersionThatHasTraffic()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, [X, C], [Rain, X], required: false);
        foreach (var (version, sum) in ((int, int)[])[(1, 3), (2, 2)])
        {
            using var answer = await PredictAsync(gateway, """{"rows":[[2,"a"]]}""", version);
            Assert.Equal([Sigmoid(sum)], await ProbabilitiesAsync(answer));
            using var longer = await PredictAsync(gateway, """{"rows":[[2,"a",1]]}""", version);
            await AssertFaultAsync(longer, "wrong-length", version, "The row has more values than its 2 columns: x, c.", "$.rows[0][2]");
        }

        await ServeAsync(gateway, [X, C], [Rain, X], weight: 10_000, revision: 2, required: false);
        using var now = await gateway.PredictAsync("""{"rows":[[7,2]]}""");
        Assert.Equal([Sigmoid(9)], await ProbabilitiesAsync(now));
    }

    [Fact]
    public async Task Infer_TensorsThatOnlyTheOtherVersionTakes_ArePassedOverWithTheirBytes()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await ServeAsync(gateway, [X, C], [X, Rain]);
        var (body, length) = Infer.Binary(
            "\"id\": \"7\"",
            ("c", [2], "BYTES", Infer.Texts("a", "bc")),
            ("x", [2], "FP32", Infer.Floats(1, 2)),
            ("rain", [2], "FP32", Infer.Floats(3, 4))
        );
        // Twice: the second time by what was kept of the first, if anything.
        for (var i = 0; i < 2; i++)
        {
            using var answer = await InferAsync(gateway, body, length, 2);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
            var json = JsonNode.Parse(text)!;
            Assert.Equal([Sigmoid(4), Sigmoid(6)], json["outputs"]![0]!["data"]!.AsArray().Select(one => Math.Round((double)one!, 5)));
        }
    }

    [Fact]
    public async Task AShadowOfOtherColumns_ReadsTheBodyItself()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(1, (1, TestModels.Sum(X, C), 10_000), (9, TestModels.Sum(X, Rain), 0));
        await gateway.ServeAsync(
            plan with
            {
                Arms = [plan.Arms[0]],
                Shadows =
                [
                    new()
                    {
                        Version = 9,
                        Model = plan.Arms[1].Model,
                        Share = 1,
                        Columns = Columns([X, Rain], required: true),
                    },
                ],
            }
        );
        foreach (var body in (string[])["""{"rows":[{"x":1,"c":"b","rain":1}]}""", """{"rows":[{"x":1,"c":"b"}]}"""])
        {
            using var answer = await gateway.PredictAsync(body);
            Assert.Equal([Sigmoid(1)], await ProbabilitiesAsync(answer));
        }

        var shadow = await WaitFor.ValueAsync("both are scored", async () =>
            (await gateway.StateAsync())!["shadows"]![0] is { } state && (int)state["requests"]! + (int)state["errors"]! == 2 ? state : null
        );
        // It would have refused the second, which the champion answered.
        Assert.Equal((1, 1), ((int)shadow["requests"]!, (int)shadow["errors"]!));
        Assert.Equal(Sigmoid(2) - Sigmoid(1), (double)shadow["meanAbsoluteDifference"]!, 1e-4);
    }

    [Fact]
    public async Task AShadowOfAnotherLabel_IsCountedAndNotCompared()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(1, (1, TestModels.Number(), 10_000), (9, TestModels.Classes(), 0));
        TrafficShadow shadowed = new()
        {
            Version = 9,
            Model = plan.Arms[1].Model,
            Share = 1,
        };
        await gateway.ServeAsync(plan with { Arms = [plan.Arms[0]], Shadows = [shadowed] });
        using var answer = await gateway.PredictAsync("""{"rows":[{"distance":3}]}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var shadow = await WaitFor.ValueAsync("it is scored", async () =>
            (await gateway.StateAsync())!["shadows"]![0] is { } state && (int)state["requests"]! == 1 ? state : null
        );
        Assert.Equal((0, null), ((int)shadow["errors"]!, shadow["meanAbsoluteDifference"]));
    }

    private static async Task ServeAsync(
        RunningGateway gateway,
        (string Name, bool IsText)[] first,
        (string Name, bool IsText)[] second,
        int weight = 5_000,
        int revision = 1,
        bool required = true
    )
    {
        var plan = await gateway.PlanAsync(revision, (1, TestModels.Sum(first), 10_000 - weight), (2, TestModels.Sum(second), weight));
        await gateway.ServeAsync(
            plan with
            {
                Arms =
                [
                    plan.Arms[0] with
                    {
                        Columns = Columns(first, required),
                    },
                    plan.Arms[1] with
                    {
                        Columns = Columns(second, required),
                    },
                ],
            }
        );
    }

    private static List<ServedColumn> Columns((string Name, bool IsText)[] columns, bool required) =>
        [
            .. columns.Select(column => new ServedColumn
            {
                Name = column.Name,
                Type = column.IsText ? ColumnType.Category : ColumnType.Number,
                Required = required,
            }),
        ];

    private static Task<HttpResponseMessage> PredictAsync(RunningGateway gateway, string body, int version) =>
        gateway.PredictAsync(Encoding.UTF8.GetBytes(body), version: $"{version}");

    private static Task<HttpResponseMessage> InferAsync(RunningGateway gateway, string body, int version) =>
        gateway.Client.PostAsync(
            new Uri($"/v2/models/{gateway.Deployment}/versions/{version}/infer", UriKind.Relative),
            new StringContent(body)
        );

    private static async Task<HttpResponseMessage> InferAsync(RunningGateway gateway, byte[] body, int jsonLength, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/models/{gateway.Deployment}/versions/{version}/infer")
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.Add("Inference-Header-Content-Length", $"{jsonLength}");
        return await gateway.Client.SendAsync(request);
    }

    private static async Task AssertFaultAsync(HttpResponseMessage answer, string code, int version, string says, string? path = null)
    {
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(
            (HttpStatusCode.BadRequest, $"urn:serverlessml:gateway:{code}", version, $"{version}"),
            (answer.StatusCode, (string?)problem["type"], (int?)problem["version"], answer.Headers.GetValues("X-Model-Version").Single())
        );
        Assert.Contains(says, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(path ?? (string?)problem["path"], (string?)problem["path"]);
    }

    private static async Task<List<double>> ProbabilitiesAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return [.. JsonNode.Parse(text)!["predictions"]!.AsArray().Select(one => Math.Round((double)one!["probability"]!, 5))];
    }

    private static double Sigmoid(double logit) => Math.Round(1 / (1 + Math.Exp(-logit)), 5);
}
