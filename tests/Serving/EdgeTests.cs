using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

/// <summary>Who may call, and in which wrapping a body may come.</summary>
[Collection(GatewayCollection.Name)]
public sealed class EdgeTests(StorageFixture azurite)
{
    private static readonly byte[] One = Encoding.UTF8.GetBytes(Bodies.One);

    [Theory]
    [InlineData("evil.example", null, "421 foreign-host")]
    [InlineData("127.0.0.1.evil.example", null, "421 foreign-host")]
    [InlineData(null, "https://evil.example", "403 foreign-origin")]
    [InlineData(null, "null", "403 foreign-origin")]
    [InlineData(null, "http://localhost:3000", "200")]
    [InlineData("localhost", null, "200")]
    [InlineData("[::1]:7080", null, "200")]
    [InlineData("proxy.example", "https://proxy.example", "200")]
    public async Task Predict_FromAPageOfAnotherSite_IsRefused(string? host, string? origin, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:Hosts=proxy.example");
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var request = Request(gateway, One);
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        Assert.Equal(expected, await AnswerAsync(gateway, request));
    }

    [Fact]
    public async Task Http2_WithoutTls_AnswersClientsThatKnowItBeforehand()
    {
        using var cache = new TemporaryFolder();
        await using var app = Gateway.Build([
            "--urls=http://127.0.0.1:0",
            "--Gateway:Http2Urls=http://127.0.0.1:0",
            $"--AzureWebJobsStorage={azurite.ConnectionString}",
            $"--Gateway:CacheDirectory={cache.Path}",
            "--Logging:LogLevel:Default=None",
        ]);
        await app.StartAsync();
        List<(Version Version, string Answer)> answers = [];
        using var http = new HttpClient();
        foreach (var address in app.Urls)
        {
            foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address}/v1/NOBODY/predict"))
                {
                    Version = version,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    Content = new ByteArrayContent(One),
                };
                try
                {
                    using var answer = await http.SendAsync(request);
                    if (answer.StatusCode == HttpStatusCode.BadRequest)
                    {
                        // An address of HTTP/2 alone says so to clients of HTTP/1.1, in a plain text.
                        continue;
                    }

                    answers.Add((answer.Version, (await answer.Content.ReadFromJsonAsync<JsonNode>())!["type"]!.GetValue<string>()));
                }
                catch (HttpRequestException)
                {
                    // The address speaks the other version.
                }
            }
        }

        Assert.Equal([HttpVersion.Version11, HttpVersion.Version20], answers.Select(answer => answer.Version).Order());
        Assert.All(answers, answer => Assert.Equal("urn:serverlessml:gateway:unknown-deployment", answer.Answer));
        await app.StopAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("mark")]
    public async Task Predict_InEveryWrapping_AnswersTheSame(string wrapping)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var request = Request(gateway, wrapping == "mark" ? [0xEF, 0xBB, 0xBF, .. One] : Packed(wrapping, One));
        if (wrapping != "mark")
        {
            request.Content!.Headers.ContentEncoding.Add(wrapping.Split(' ')[^1]);
        }

        using var answer = await gateway.Client.SendAsync(request);
        using var plain = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(await PredictionsAsync(plain), await PredictionsAsync(answer));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Predict_UnpackedBeyondTheLimit_IsTooLarge(string encoding)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:MaxBodyBytes=4096");
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var request = Request(gateway, Packed(encoding, new byte[2_000_000]));
        request.Content!.Headers.ContentEncoding.Add(encoding);
        Assert.Equal("413 body-too-large", await AnswerAsync(gateway, request));
    }

    [Theory]
    [InlineData("gzip", "400 malformed-json")]
    [InlineData("deflate", "400 malformed-json")]
    [InlineData("br", "415 encoded-body")]
    [InlineData("gzip, gzip", "415 encoded-body")]
    public async Task Predict_NotInItsEncoding_IsRefused(string encoding, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var request = Request(gateway, [0x1f, 0x8b, 1, 2, 3]);
        request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        Assert.Equal(expected, await AnswerAsync(gateway, request));
    }

    [Fact]
    public async Task Feedback_PackedWithAMark_IsTaken()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        byte[] outcomes = [0xEF, 0xBB, 0xBF, .. "[{\"requestId\":\"one\",\"label\":1}]"u8];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{gateway.Deployment}/feedback")
        {
            Content = new ByteArrayContent(Packed("gzip", outcomes)) { Headers = { ContentEncoding = { "gzip" } } },
        };
        Assert.Equal("202", await AnswerAsync(gateway, request));
    }

    private static HttpRequestMessage Request(RunningGateway gateway, byte[] body) =>
        new(HttpMethod.Post, $"/v1/{gateway.Deployment}/predict") { Content = new ByteArrayContent(body) };

    private static byte[] Packed(string wrapping, byte[] body)
    {
        using var packed = new MemoryStream();
        using (
            Stream writer = wrapping switch
            {
                "gzip" => new GZipStream(packed, CompressionLevel.Optimal),
                "deflate" => new ZLibStream(packed, CompressionLevel.Optimal),
                _ => new DeflateStream(packed, CompressionLevel.Optimal),
            }
        )
        {
            writer.Write(body);
        }

        return packed.ToArray();
    }

    private static async Task<string> PredictionsAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["predictions"]!.ToJsonString();
    }

    private static async Task<string> AnswerAsync(RunningGateway gateway, HttpRequestMessage request)
    {
        using var answer = await gateway.Client.SendAsync(request);
        var status = $"{(int)answer.StatusCode}";
        return answer.IsSuccessStatusCode
            ? status
            : $"{status} {((string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["type"]!).Split(':')[^1]}";
    }
}
