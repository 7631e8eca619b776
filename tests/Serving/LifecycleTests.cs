using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class LifecycleTests(StorageFixture azurite)
{
    // The discard port: nothing listens there.
    private const string Nowhere =
        "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/a;QueueEndpoint=http://127.0.0.1:9/a";

    [Fact]
    public async Task Restart_WithoutStorage_ServesFromItsCache()
    {
        using var cache = new TemporaryFolder();
        string deployment;
        await using (var before = await RunningGateway.StartAsync(azurite, cache.Path))
        {
            deployment = before.Deployment;
            await before.ServeAsync(4, (1, TestModels.Flights(0), 5_000), (2, TestModels.Flights(1), 5_000));
        }

        await using (var after = await RunningGateway.StartAsync(azurite, cache.Path, Nowhere, deployment))
        {
            using var answer = await after.PredictAsync(Bodies.One);
            Assert.Equal((HttpStatusCode.OK, "4"), (answer.StatusCode, answer.Headers.GetValues("X-Plan-Revision").Single()));
            using var ready = await after.Client.GetAsync(new Uri("/ready", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            await WaitFor.TrueAsync("the outage shows", async () =>
                (await after.Client.GetStringAsync(new Uri("/ready", UriKind.Relative))).Contains("storageError", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task Restart_WithADamagedCachedModel_FetchesItAgain()
    {
        using var cache = new TemporaryFolder();
        var model = TestModels.Flights(0.77f);
        string deployment;
        await using (var before = await RunningGateway.StartAsync(azurite, cache.Path))
        {
            deployment = before.Deployment;
            await before.ServeAsync(1, (1, model, 10_000));
        }

        await File.WriteAllTextAsync(Path.Combine(cache["models"], Digest.Of(model).Hex + ".onnx"), "damaged");
        await File.WriteAllTextAsync(Path.Combine(cache["plans"], "stray.json"), "{");
        await using (var after = await RunningGateway.StartAsync(azurite, cache.Path, deployment: deployment))
        {
            using var answer = await after.PredictAsync(Bodies.One);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Start_WithoutStorageOrCache_IsLiveButNotReady()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, connection: Nowhere);
        using var live = await gateway.Client.GetAsync(new Uri("/live", UriKind.Relative));
        using var ready = await gateway.Client.GetAsync(new Uri("/ready", UriKind.Relative));
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable),
            (live.StatusCode, ready.StatusCode, answer.StatusCode)
        );
    }

    [Fact]
    public async Task AnOutage_IsServedThroughAndThePlansOfAfterwardsAreApplied()
    {
        var own = new StorageFixture();
        await own.InitializeAsync();
        await using var gateway = await RunningGateway.StartAsync(own);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        await own.StopAsync();
        await WaitFor.TrueAsync("the outage shows", async () =>
            (await gateway.Client.GetStringAsync(new Uri("/ready", UriKind.Relative))).Contains("storageError", StringComparison.Ordinal)
        );
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await own.ComeBackAsync();
        await gateway.ServeAsync(2, (2, TestModels.Flights(1), 10_000));
        Assert.DoesNotContain(
            "storageError",
            await gateway.Client.GetStringAsync(new Uri("/ready", UriKind.Relative)),
            StringComparison.Ordinal
        );
        await gateway.StopAsync();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task BeyondTheConcurrencyLimit_IsTurnedAwayAtOnce()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:MaxConcurrentRequests=1");
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        Assert.True(gateway.Part<ConcurrencyGate>().TryEnter());
        using var second = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);

        gateway.Part<ConcurrencyGate>().Leave();
        using var third = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task SlowBodies_AsManyAsTheGateHasPlaces_TakeNone_AndTheOldestGivesWay()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:MaxConcurrentRequests=2");
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var oldest = await SlowRequest.StartAsync(gateway);
        await WaitFor.TrueAsync("the first is there", () => Task.FromResult(gateway.Part<ArrivingBodies>().Count == 1));
        using var older = await SlowRequest.StartAsync(gateway);
        await WaitFor.TrueAsync("both are there", () => Task.FromResult(gateway.Part<ArrivingBodies>().Count == 2));
        Assert.Equal(0, gateway.Part<ConcurrencyGate>().Inside);
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        using var newest = await SlowRequest.StartAsync(gateway);
        Assert.StartsWith("HTTP/1.1 408", await oldest.ReadUntilAsync("body-too-slow"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await older.FinishAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await newest.FinishAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_FinishesWhatItTook()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var slow = await SlowRequest.StartAsync(gateway);
        await WaitFor.TrueAsync("the slow request is inside", () => Task.FromResult(gateway.Part<ArrivingBodies>().Count == 1));

        var stopping = gateway.StopAsync();
        await WaitFor.TrueAsync("no new connections are taken", async () =>
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(gateway.Client.BaseAddress!.Host, gateway.Client.BaseAddress.Port);
                return false;
            }
            catch (SocketException)
            {
                return true;
            }
        });
        Assert.False(stopping.IsCompleted);
        Assert.StartsWith("HTTP/1.1 200", await slow.FinishAsync(), StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public async Task ABodyThatDoesNotArriveInTime_IsRefused_AndGivesItsPlaceBack()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:BodyTimeout=200");
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var slow = await SlowRequest.StartAsync(gateway);
        Assert.StartsWith("HTTP/1.1 408", await slow.ReadUntilAsync("body-too-slow"), StringComparison.Ordinal);
        Assert.Equal(0, gateway.Part<ConcurrencyGate>().Inside);
        Assert.Equal(
            1,
            await gateway.MetricAsync("serverlessml_gateway_faults_total", $"deployment={gateway.Deployment}", "code=body-too-slow")
        );
    }

    [Fact]
    public async Task Stop_SaysSoToTheLoadBalancerFirst_AndStillAnswers()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:DrainDelay=1000");
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        var stopping = gateway.StopAsync();
        using var ready = await gateway.Client.GetAsync(new Uri("/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("stopping", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await stopping;
    }

    /// <summary>A request whose body's last byte is held back.</summary>
    private sealed class SlowRequest(TcpClient connection) : IDisposable
    {
        public static async Task<SlowRequest> StartAsync(RunningGateway gateway)
        {
            var connection = new TcpClient();
            await connection.ConnectAsync(gateway.Client.BaseAddress!.Host, gateway.Client.BaseAddress.Port);
            var head =
                $"POST /v1/{gateway.Deployment}/predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + $"{Bodies.One.Length}\r\n\r\n";
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + Bodies.One[..^1]));
            return new(connection);
        }

        public async Task<string> FinishAsync()
        {
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Bodies.One[^1..]));
            using var reader = new StreamReader(connection.GetStream());
            return await reader.ReadToEndAsync();
        }

        /// <summary>The server cuts a connection whose body it does not want, so there may be no end to read to.</summary>
        public async Task<string> ReadUntilAsync(string text)
        {
            var (read, buffer) = (new StringBuilder(), new byte[1024]);
            while (!read.ToString().Contains(text, StringComparison.Ordinal))
            {
                read.Append(Encoding.ASCII.GetString(buffer, 0, await connection.GetStream().ReadAsync(buffer)));
            }

            return read.ToString();
        }

        public void Dispose() => connection.Dispose();
    }
}
