using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Serving;
using ServerlessML.Serving;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>The gateway over HTTP: predictions in both protocols, outcomes, and what stands around them.</summary>
internal sealed class GatewayDoor : Door
{
    private const string Deployment = "flight-delays";

    private static readonly string[] Deployments = [Deployment, "of-classes", "of-numbers"];

    private static readonly byte[] BinaryJson =
        """{"inputs":[{"name":"distance","shape":[1,1],"datatype":"FP32","parameters":{"binary_data_size":4}},{"name":"origin","shape":[1,1],"datatype":"BYTES","parameters":{"binary_data_size":7}}]}"""u8.ToArray();

    private static readonly Dictionary<string, byte[][]> Good = new(StringComparer.Ordinal)
    {
        ["predict"] =
        [
            """{"rows":[{"distance":250,"origin":"ORD"}]}"""u8.ToArray(),
            """{"rows":[{"distance":null,"origin":null},{"distance":1e3,"origin":"Zürich ✈"}]}"""u8.ToArray(),
        ],
        ["infer"] =
        [
            """
            {"id":"1","inputs":[{"name":"distance","shape":[2,1],"datatype":"FP32","data":[250,null]},
            {"name":"origin","shape":[2,1],"datatype":"BYTES","data":["LAX","ORD"]}]}
            """u8.ToArray(),
            Binary(),
        ],
        ["feedback"] = [.. FeedbackDoor.Good.Select(Encoding.UTF8.GetBytes)],
    };

    private static readonly string[] Words =
    [
        "\"rows\":",
        "\"inputs\":",
        "\"shape\":",
        "\"data\":",
        "\"datatype\":",
        "\"FP64\"",
        "\"INT64\"",
        "\"BOOL\"",
        "\"parameters\":{\"binary_data_size\":4}",
        "[2147483647,2147483647]",
        "[-1,1]",
        "[]",
        "\ufeff",
        "\\u0000",
        "\\ud800",
        "1e400",
        "{",
        "}",
        "[",
        "]",
        ",",
    ];

    private const string BinaryLength = "Inference-Header-Content-Length";

    private readonly AzuriteFixture _azurite = new();
    private readonly TemporaryFolder _cache = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Damage _damage = new([.. Good.Values.SelectMany(bodies => bodies)], Words);
    private WebApplication _app = null!;

    public override int Workers => 8;

    public static async Task<GatewayDoor> OpenAsync()
    {
        var door = new GatewayDoor();
        await door._azurite.InitializeAsync();
        var storage = StorageClients.From(name => name == StorageClients.Setting ? door._azurite.ConnectionString : null);
        await storage.CreateLayoutAsync();
        foreach (var (deployment, model) in Deployments.Zip((byte[][])[FuzzedModels.Binary, FuzzedModels.Classes, FuzzedModels.Number]))
        {
            await PublishAsync(storage, deployment, await storage.Content.PutAsync(model));
        }

        door._app = Gateway.Build([
            "--urls=http://127.0.0.1:0",
            $"--AzureWebJobsStorage={door._azurite.ConnectionString}",
            $"--Gateway:CacheDirectory={door._cache.Path}",
            "--Gateway:DiscoveryInterval=50",
            "--Logging:LogLevel:Default=None",
        ]);
        await door._app.StartAsync();
        door._http.BaseAddress = new Uri(door._app.Urls.Single());
        foreach (var deployment in Deployments)
        {
            await WaitFor.TrueAsync($"{deployment} is served", async () =>
            {
                using var state = await door._http.GetAsync(new Uri($"/v1/{deployment}", UriKind.Relative));
                return state.IsSuccessStatusCode
                    && (await state.Content.ReadAsStringAsync()).Contains("\"revision\":1", StringComparison.Ordinal);
            });
        }

        return door;
    }

    public override async Task<string?> TryAsync(Random random)
    {
        var path = Path(random);
        // Mostly what the path takes.
        var fitting = random.Next(8) == 0 ? null : Good.GetValueOrDefault(path.Split('/')[^1]);
        var start = fitting?[random.Next(fitting.Length)];
        var body = start is null ? _damage.Of(random) : _damage.Of(start, random);
        using var request = new HttpRequestMessage(
            random.Next(20) == 0 ? HttpMethod.Get : HttpMethod.Post,
            new Uri(
                $"{_http.BaseAddress!.ToString().TrimEnd('/')}{path}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        List<(string Name, string Value)> headers = [.. Headers(random)];
        if (ReferenceEquals(start, Good["infer"][1]) && random.Next(4) > 0)
        {
            headers.Add((BinaryLength, BinaryJson.Length.ToString(CultureInfo.InvariantCulture)));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var packed = random.Next(12) == 0;
        request.Content =
            request.Method == HttpMethod.Get ? null : new ByteArrayContent(packed && random.Next(4) > 0 ? Packed(body) : body);
        request.Content?.Headers.TryAddWithoutValidation("Content-Type", random.Next(4) == 0 ? "application/x-ndjson" : "application/json");
        if (packed)
        {
            request.Content?.Headers.TryAddWithoutValidation(
                "Content-Encoding",
                ((string[])["gzip", "deflate", "br", "gzip, gzip", ""])[random.Next(5)]
            );
        }

        var asked = $"{request.Method} {path} [{string.Join(", ", headers)}]{(packed ? " packed" : "")} {Encoding.UTF8.GetString(body)}";
        try
        {
            using var answer = await _http.SendAsync(request);
            return await Refusal.OfAsync(answer, asked, path.StartsWith("/v2", StringComparison.Ordinal) ? Error : null);
        }
        catch (HttpRequestException e) when (e.Message.Contains("ASCII", StringComparison.Ordinal))
        {
            // The client does not send it.
            return "not sent";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new BrokenRuleException($"no answer: {e.GetType().Name}", asked, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
        await _azurite.DisposeAsync();
        _cache.Dispose();
    }

    // Open Inference has an error where the others have a title.
    private static string? Error(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("error", out var error) ? error.GetString()
                : problem.RootElement.TryGetProperty("title", out var title) ? title.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Path(Random random)
    {
        var deployment =
            random.Next(12) == 0
                ? ((string[])["nobody", "%00", "%2e%2e", "a%2fb", "Ü", "%ff", "", new string('a', 300), "flight-delays%0a"])[random.Next(9)]
                : Deployments[random.Next(Deployments.Length)];
        return random.Next(10) switch
        {
            < 3 => $"/v1/{deployment}/predict",
            < 5 => $"/v2/models/{deployment}/infer",
            5 => $"/v2/models/{deployment}/versions/{((string[])["1", "2", "0", "-1", "x", "99999999999", "%00"])[random.Next(7)]}/infer",
            < 9 => $"/v1/{deployment}/feedback",
            _ => (
                (string[])
                    [
                        $"/v1/{deployment}",
                        $"/v1/{deployment}/counts",
                        $"/v2/models/{deployment}",
                        $"/v2/models/{deployment}/ready",
                        "/v2",
                        "/metrics",
                        "/nowhere",
                    ]
            )[random.Next(7)],
        };
    }

    private static IEnumerable<(string, string)> Headers(Random random)
    {
        string[] odd = ["", "0", "1", "-1", "99999999999", "x", "a b", new string('k', 5000), "ü", "\t", "1,2", "\u007f"];
        foreach (var name in (string[])["X-Routing-Key", "X-Model-Version", "X-Request-Id", BinaryLength, "Origin", "Accept", "X-Unit"])
        {
            if (random.Next(48) == 0)
            {
                yield return (name, odd[random.Next(odd.Length)]);
            }
        }

        if (random.Next(48) == 0)
        {
            yield return (BinaryLength, $"{random.Next(300)}");
        }
    }

    private static byte[] Binary() => [.. BinaryJson, .. BitConverter.GetBytes(250f), 3, 0, 0, 0, .. "LAX"u8];

    private static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(body);
        }

        return packed.ToArray();
    }

    private static Task PublishAsync(StorageClients storage, string deployment, Digest model) =>
        storage
            .Blobs.GetBlobContainerClient(StorageLayout.Deployments)
            .GetBlobClient(StorageLayout.Plan(deployment))
            .UploadAsync(
                BinaryData.FromBytes(
                    CanonicalJson.Serialize(
                        new TrafficPlan
                        {
                            Deployment = deployment,
                            Revision = 1,
                            Salt = "salt",
                            Arms =
                            [
                                new()
                                {
                                    Version = 1,
                                    Model = model,
                                    Weight = TrafficPlan.WholeWeight,
                                    Answers =
                                        deployment == "of-numbers"
                                            ? new ModelAnswers { Task = TaskKind.Regression, Edges = [1, 2, 3] }
                                            : null,
                                },
                            ],
                            By = "a test",
                            Reason = "because",
                            ChangeId = "change-1",
                            UpdatedAt = DateTimeOffset.UnixEpoch,
                        }
                    )
                ),
                new BlobUploadOptions()
            );
}
