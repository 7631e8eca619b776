using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

/// <summary>
/// A gateway that answers who has a key. Its document is one for all gateways of the emulator, of which the others are open.
/// </summary>
[Collection(GatewayCollection.Name)]
public sealed class AccessTests(StorageFixture azurite)
{
    private const string Nowhere =
        "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/a;QueueEndpoint=http://127.0.0.1:9/a";

    private static readonly string[] Paths =
    [
        "POST /v1/*/predict",
        "POST /v2/models/*/infer",
        "POST /v2/models/*/versions/1/infer",
        "GET /v2/models/*",
        "POST /v1/*/feedback",
        "GET /v1/*",
        "GET /v1/*/counts",
        "POST /v1/*/plan/refresh",
        "GET /metrics",
    ];

    // Each line a key, and what each of the paths answers to it; one gateway for all of them.
    private static readonly (string? Key, string Expected)[] Doors =
    [
        ("predict", "200 200 200 200 403 403 403 403 403"),
        ("feedback", "403 403 403 403 202 403 403 403 403"),
        ("observe", "403 403 403 403 403 200 200 200 403"),
        ("observe everywhere", "403 403 403 403 403 200 200 200 200"),
        ("predict elsewhere", "403 403 403 403 403 403 403 403 403"),
        ("predict, over", "401 401 401 401 401 401 401 401 401"),
        ("never made", "401 401 401 401 401 401 401 401 401"),
        (null, "401 401 401 401 401 401 401 401 401"),
    ];

    [Fact]
    public async Task Request_WithAKey_IsLetInWhereTheKeyIsGood()
    {
        await using var gateway = await StartAsync();
        var refused = 0;
        foreach (var (key, expected) in Doors)
        {
            var statuses = new List<int>();
            foreach (var path in Paths)
            {
                using var answer = await SendAsync(gateway, path, key);
                statuses.Add((int)answer.StatusCode);
                Assert.Equal(answer.StatusCode == HttpStatusCode.Unauthorized, answer.Headers.WwwAuthenticate.Count > 0);
            }

            Assert.Equal((key, expected), (key, string.Join(' ', statuses)));
            refused += statuses.Count(status => status is 401 or 403);
        }

        Assert.Equal(refused, gateway.Part<KeyRing>().Refused);
    }

    [Fact]
    public async Task Request_WrittenOtherwise_IsNotLetInByIt()
    {
        string[] others =
        [
            "POST /V1/*/Feedback",
            "POST /v1/*/feedback/",
            "POST /v1/*/%66eedback",
            "POST /v1//*/feedback",
            "POST /v1/*/predict/../feedback",
            "POST /v1/*/PREDICT",
            "POST /V2/models/*/INFER",
            "GET /METRICS",
        ];
        await using var gateway = await StartAsync();
        foreach (var path in others)
        {
            using var answer = await SendAsync(gateway, path, "observe");

            // Refused, or nothing of the kind is there: never done.
            Assert.True((int)answer.StatusCode is 403 or 404 or 405, $"{path}: {answer.StatusCode}");
        }

        Assert.Equal(0, gateway.Part<FeedbackQueue>().Stored + gateway.Part<FeedbackQueue>().Waiting);
    }

    [Fact]
    public async Task Refusal_SaysWhatToDo_AndNotWhatThereIs()
    {
        await using var gateway = await StartAsync();

        using var none = await SendAsync(gateway, "POST /v1/nowhere-at-all/predict", null);
        using var other = await SendAsync(gateway, "POST /v2/models/nowhere-at-all/infer", "predict");
        using var ready = await gateway.Client.GetAsync(new Uri("/ready", UriKind.Relative));
        using var seen = await SendAsync(gateway, "GET /ready", "observe everywhere");

        Assert.Contains("The request has no key. Send ", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            """{"error":"not-allowed: The key 'predict' does not have the right 'predict' for this deployment. Ask an operator for it."}""",
            (await other.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal)
        );
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        Assert.Contains(gateway.Deployment, await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_TakenAway_CountsNoMore_AndADamagedDocumentChangesNothing()
    {
        await using var gateway = await StartAsync();
        await gateway.PutAsync(StorageLayout.Deployments, StorageLayout.GatewayKeys, "{ torn"u8.ToArray());
        await gateway.Part<KeyWatch>().LookAsync(default);
        using (var still = await SendAsync(gateway, Paths[0], "predict"))
        {
            Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        }

        await KeysAsync(gateway, Keys(gateway).Where(key => key.Name != "predict"));
        await gateway.Part<KeyWatch>().LookAsync(default);

        using var gone = await SendAsync(gateway, Paths[0], "predict");
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
    }

    [Fact]
    public async Task Key_MadeMeanwhile_CountsAtTheNextLook()
    {
        await using var gateway = await StartAsync();
        await KeysAsync(gateway, [.. Keys(gateway), Key("late-comer", "a late key", GatewayRight.Predict)]);

        await WaitFor.TrueAsync("the key to count", async () =>
        {
            using var answer = await SendAsync(gateway, Paths[0], "a late key");
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Restart_WithoutStorage_TheKeysOfTheLastRunCount_AndWithoutThemNobodyIsLetIn()
    {
        using var cache = new TemporaryFolder();
        string deployment;
        await using (var before = await StartAsync(cache.Path))
        {
            deployment = before.Deployment;
        }

        await using (var after = await RunningGateway.StartAsync(azurite, cache.Path, Nowhere, deployment, "--Gateway:Access=keys"))
        {
            using var answer = await SendAsync(after, Paths[0], "predict");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        File.Delete(cache["keys.json"]);
        await using var blind = await RunningGateway.StartAsync(azurite, cache.Path, Nowhere, deployment, "--Gateway:Access=keys");
        using var refused = await SendAsync(blind, Paths[0], "predict");
        using var ready = await blind.Client.GetAsync(new Uri("/ready", UriKind.Relative));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (refused.StatusCode, ready.StatusCode));
        Assert.Contains("keys-unknown", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AccessMode.Open)]
    [InlineData(AccessMode.Open, "--urls=http://127.0.0.1:0;http://[::1]:0;http://localhost:0")]
    [InlineData(AccessMode.Keys, "--urls=http://0.0.0.0:0")]
    [InlineData(AccessMode.Keys, "--urls=http://+:8080")]
    [InlineData(AccessMode.Keys, "--urls=http://127.0.0.1:0;http://*:0")]
    [InlineData(AccessMode.Open, "--urls=http://0.0.0.0:0", "--Gateway:Access=open")]
    [InlineData(AccessMode.Keys, "--Gateway:Access=keys")]
    public async Task Access_Unsaid_IsByKeysWhereOthersReachThePort(AccessMode expected, params string[] settings)
    {
        using var cache = new TemporaryFolder();
        await using var gateway = Gateway.Build([
            $"--AzureWebJobsStorage={azurite.ConnectionString}",
            $"--Gateway:CacheDirectory={cache.Path}",
            .. settings,
        ]);

        Assert.Equal(expected, gateway.Services.GetRequiredService<GatewayOptions>().Access);
    }

    private async Task<RunningGateway> StartAsync(string? cache = null)
    {
        var gateway = await RunningGateway.StartAsync(
            azurite,
            cache,
            settings: ["--Gateway:Access=keys", "--Gateway:DiscoveryInterval=50"]
        );
        await KeysAsync(gateway, Keys(gateway));
        await gateway.Part<KeyWatch>().LookAsync(default);
        await gateway.PublishAsync(await gateway.PlanAsync(1, (1, TestModels.Flights(0), 10_000)));
        (await SendAsync(gateway, "POST /v1/*/plan/refresh", "observe everywhere")).Dispose();
        await WaitFor.TrueAsync("the plan is served", async () =>
        {
            using var answer = await SendAsync(gateway, Paths[0], "predict");
            return answer.StatusCode == HttpStatusCode.OK;
        });
        return gateway;
    }

    private static Task KeysAsync(RunningGateway gateway, IEnumerable<GatewayKey> keys) =>
        gateway.PutAsync(
            StorageLayout.Deployments,
            StorageLayout.GatewayKeys,
            CanonicalJson.Serialize(new GatewayKeys { Keys = [.. keys] })
        );

    private static GatewayKey[] Keys(RunningGateway gateway) =>
        [
            Key("predict", "predict", GatewayRight.Predict) with
            {
                Deployments = [gateway.Deployment],
            },
            Key("feedback", "feedback", GatewayRight.Feedback) with
            {
                Deployments = [gateway.Deployment],
            },
            Key("observe", "observe", GatewayRight.Observe) with
            {
                Deployments = [gateway.Deployment],
            },
            Key("everywhere", "observe everywhere", GatewayRight.Observe),
            Key("elsewhere", "predict elsewhere", GatewayRight.Predict) with
            {
                Deployments = ["another-one"],
            },
            Key("over", "predict, over", GatewayRight.Predict) with
            {
                Until = DateTimeOffset.UnixEpoch,
            },
        ];

    private static GatewayKey Key(string name, string key, string right) =>
        new()
        {
            Name = name,
            Digest = GatewayKey.DigestOf(key),
            Rights = [right],
            Since = DateTimeOffset.UnixEpoch,
            By = "a test",
        };

    private static async Task<HttpResponseMessage> SendAsync(RunningGateway gateway, string path, string? key)
    {
        var (method, where) = (path.Split(' ')[0], path.Split(' ')[1].Replace("*", gateway.Deployment, StringComparison.Ordinal));
        using var request = new HttpRequestMessage(new HttpMethod(method), where);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        if (method == "POST")
        {
            var body =
                where.Contains("infer", StringComparison.Ordinal) ? Infer.OneAsJson
                : where.EndsWith("feedback", StringComparison.Ordinal) ? """[{"requestId":"r-1","label":1}]"""
                : Bodies.One;
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        return await gateway.Client.SendAsync(request);
    }
}
