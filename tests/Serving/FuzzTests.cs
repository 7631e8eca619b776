using System.Text;

namespace ServerlessML.Tests.Serving;

/// <summary>Damaged bodies over HTTP; the readers' own tests see far more of them.</summary>
[Collection(GatewayCollection.Name)]
public sealed class FuzzTests(StorageFixture azurite)
{
    [Fact]
    public async Task Post_DamagedBodies_IsAnAnswerOrATypedRefusalInEveryProtocol()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        var (binary, length) = Infer.Binary(
            "\"outputs\": [{\"name\": \"probability\"}]",
            ("distance", [1, 1], "FP32", Infer.Floats(250)),
            ("origin", [1, 1], "BYTES", Infer.Texts("LAX"))
        );
        (string Path, byte[] Body, int? Length)[] good =
        [
            ($"/v1/{gateway.Deployment}/predict", Encoding.UTF8.GetBytes(Bodies.One), null),
            ($"/v2/models/{gateway.Deployment}/infer", Encoding.UTF8.GetBytes(Infer.OneAsJson), null),
            ($"/v2/models/{gateway.Deployment}/versions/1/infer", binary, length),
        ];
        var random = new Random(5);
        var answered = 0;
        for (var i = 0; i < 900; i++)
        {
            var (path, start, json) = good[i % good.Length];
            var body = (byte[])start.Clone();
            for (var damage = random.Next(0, 4); damage > 0; damage--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(i % 10 == 0 ? body[..random.Next(body.Length)] : body),
            };
            if (json is { } bytes)
            {
                request.Headers.Add("Inference-Header-Content-Length", $"{bytes}");
            }

            using var answer = await gateway.Client.SendAsync(request);
            Assert.Contains((int)answer.StatusCode, (int[])[200, 400, 413]);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                answer.IsSuccessStatusCode
                    || text.StartsWith(i % good.Length == 0 ? "{\"type\":\"urn:" : "{\"error\":\"", StringComparison.Ordinal),
                text
            );
            answered += answer.IsSuccessStatusCode ? 1 : 0;
        }

        Assert.InRange(answered, 200, 899);
    }
}
