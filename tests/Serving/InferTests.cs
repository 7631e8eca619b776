using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class InferTests(StorageFixture azurite)
{
    [Fact]
    public async Task Infer_AsJson_AnswersInTheProtocolsShape()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(7, (3, TestModels.Flights(0), 10_000));
        using var answer = await PostAsync(gateway, $"/v2/models/{gateway.Deployment}/infer", Encoding.UTF8.GetBytes(Infer.OneAsJson));
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(
            ("42", "3", "7"),
            (Header(answer, "X-Request-Id"), Header(answer, "X-Model-Version"), Header(answer, "X-Plan-Revision"))
        );
        var output = body["outputs"]![0]!;
        output["data"]!.AsArray().Clear();
        Assert.Equal(
            $$"""{"model_name":"{{gateway.Deployment}}","model_version":"3","id":"42","outputs":[{"name":"probability","datatype":"FP32","shape":[1],"data":[]}]}""",
            body.ToJsonString()
        );
    }

    [Fact]
    public async Task Infer_EveryForm_GivesWhatTheRowsProtocolGives()
    {
        float[] distances = [1000, float.NaN, 20.5f];
        string[] origins = ["ORD", "nowhere", "Zürich ✈"];
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var rows = await gateway.PredictAsync(Bodies.Of(distances, origins));
        var expected = (await rows.Content.ReadFromJsonAsync<JsonNode>())!["predictions"]!
            .AsArray()
            .Select(one => one!["probability"]!.GetValue<float>())
            .ToArray();
        Assert.Equal(1 / (1 + Math.Exp(-2)), expected[0], 1e-6);

        (string, int[], string, byte[])[] inputs =
        [
            ("distance", [3, 1], "FP32", Infer.Floats(distances)),
            ("origin", [3], "BYTES", Infer.Texts(origins)),
        ];
        foreach (
            var outputs in (string[])
                [
                    "\"outputs\": [{\"name\": \"probability\", \"parameters\": {\"binary_data\": true}}]",
                    "\"parameters\": {\"binary_data_output\": true}",
                ]
        )
        {
            var (body, length) = Infer.Binary(outputs, inputs);
            using var answer = await PostAsync(gateway, $"/v2/models/{gateway.Deployment}/infer", body, length);
            Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            var json = int.Parse(Header(answer, "Inference-Header-Content-Length")!);
            var output = JsonNode.Parse(bytes.AsSpan(0, json))!["outputs"]![0]!;
            Assert.Equal(
                """{"name":"probability","datatype":"FP32","shape":[3],"parameters":{"binary_data_size":12}}""",
                output.ToJsonString()
            );
            Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(json)).ToArray());
        }

        var (half, jsonOnly) = Infer.Binary("\"outputs\": [{\"name\": \"probability\"}]", inputs);
        foreach (var (body, length) in ((byte[], int?)[])[(half, jsonOnly), (Encoding.UTF8.GetBytes(Infer.Json(distances, origins)), null)])
        {
            using var answer = await PostAsync(gateway, $"/v2/models/{gateway.Deployment}/infer", body, length);
            var output = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["outputs"]![0]!;
            Assert.Equal(expected, output["data"]!.AsArray().Select(one => one!.GetValue<float>()));
        }
    }

    [Fact]
    public async Task Infer_ANamedVersion_IsServedWhateverItsWeight()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (4, TestModels.Flights(0), 10_000), (5, TestModels.Flights(1), 0));
        foreach (var version in (string[])["4", "5", "5"])
        {
            using var answer = await PostAsync(
                gateway,
                $"/v2/models/{gateway.Deployment}/versions/{version}/infer",
                Encoding.UTF8.GetBytes(Infer.OneAsJson)
            );
            Assert.Equal((HttpStatusCode.OK, version), (answer.StatusCode, Header(answer, "X-Model-Version")));
        }

        foreach (var version in (string[])["6", "latest", "-5", "99999999999999999999"])
        {
            using var answer = await PostAsync(
                gateway,
                $"/v2/models/{gateway.Deployment}/versions/{version}/infer",
                Encoding.UTF8.GetBytes(Infer.OneAsJson)
            );
            await RefusedAsync(answer, 404, "unknown-version");
        }
    }

    [Fact]
    public async Task Infer_WhatCannotBeAnswered_IsAnErrorInTheProtocolsShape()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Echo(), 10_000));
        var path = $"/v2/models/{gateway.Deployment}/infer";
        using var unknown = await PostAsync(gateway, "/v2/models/no-such-one/infer", Encoding.UTF8.GetBytes(Infer.OneAsJson));
        await RefusedAsync(unknown, 404, "unknown-deployment");
        using var column = await PostAsync(gateway, path, Encoding.UTF8.GetBytes(Infer.OneAsJson));
        await RefusedAsync(column, 400, "unknown-column at $.inputs[1].name");
        using var header = await PostAsync(gateway, path, "{}"u8.ToArray(), -1);
        await RefusedAsync(header, 400, "bad-header");
        using var result = await PostAsync(
            gateway,
            path,
            """{"inputs":[{"name":"distance","shape":[2],"datatype":"FP32","data":[0.5,2]}]}"""u8.ToArray()
        );
        await RefusedAsync(result, 422, "no-probability at $.outputs[0].data[1]");
        using var zipped = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent([0x1f, 0x8b]) { Headers = { ContentEncoding = { "br" } } },
        };
        using var encoded = await gateway.Client.SendAsync(zipped);
        await RefusedAsync(encoded, 415, "encoded-body");
        using var elsewhere = await PostAsync(gateway, $"/v2/models/{gateway.Deployment}/explain", []);
        await RefusedAsync(elsewhere, 404, "unknown-path");
    }

    [Fact]
    public async Task Metadata_OfServerAndModel_SaysWhatCanBeAsked()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (4, TestModels.Flights(0), 10_000), (5, TestModels.Flights(1), 0));
        var model = $"/v2/models/{gateway.Deployment}";

        Assert.Equal("""["binary_tensor_data"]""", (await GetAsync(gateway, "/v2", 200))["extensions"]!.ToJsonString());
        Assert.True((bool)(await GetAsync(gateway, "/v2/health/live", 200))["live"]!);
        Assert.True((bool)(await GetAsync(gateway, "/v2/health/ready", 200))["ready"]!);
        foreach (var path in (string[])[model, model + "/versions/5"])
        {
            Assert.Equal(
                $$"""{"name":"{{gateway.Deployment}}","versions":["4","5"],"platform":"onnx_onnxv1","inputs":[{"name":"distance","datatype":"FP32","shape":[-1,1]},"""
                    + """{"name":"origin","datatype":"BYTES","shape":[-1,1]}],"outputs":[{"name":"probability","datatype":"FP32","shape":[-1]}]}""",
                (await GetAsync(gateway, path, 200)).ToJsonString()
            );
            Assert.True((bool)(await GetAsync(gateway, path + "/ready", 200))["ready"]!);
        }

        foreach (
            var path in (string[])
                [
                    model + "/versions/6",
                    model + "/versions/6/ready",
                    "/v2/models/no-such-one",
                    "/v2/models/no-such-one/ready",
                    "/v2/models/stats",
                ]
        )
        {
            Assert.NotNull((string?)(await GetAsync(gateway, path, 404))["error"]);
        }
    }

    private static async Task<JsonNode> GetAsync(RunningGateway gateway, string path, int status)
    {
        using var answer = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningGateway gateway, string path, byte[] body, int? jsonLength = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (jsonLength is { } length)
        {
            request.Headers.Add("Inference-Header-Content-Length", $"{length}");
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        return await gateway.Client.SendAsync(request);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, int status, string start)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.StartsWith(start, (string?)JsonNode.Parse(text)!["error"], StringComparison.Ordinal);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
