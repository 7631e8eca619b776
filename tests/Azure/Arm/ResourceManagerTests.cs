using Azure.Core;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>What goes wrong is said with the thing and the reason, and with nothing that is not for logs.</summary>
public sealed class ResourceManagerTests
{
    private const string Path = "/subscriptions/3f1c0d3e/resourceGroups/ml-dev/providers/Microsoft.App/jobs/training";

    [Theory]
    [InlineData(400, typeof(ArmRefusedException))]
    [InlineData(401, typeof(ArmUnavailableException))]
    [InlineData(403, typeof(ArmUnavailableException))]
    [InlineData(405, typeof(ArmRefusedException))]
    [InlineData(409, typeof(ArmConflictException))]
    [InlineData(412, typeof(ArmConflictException))]
    [InlineData(429, typeof(ArmUnavailableException))]
    [InlineData(500, typeof(ArmUnavailableException))]
    [InlineData(503, typeof(ArmUnavailableException))]
    public async Task Answer_ThatIsNoSuccess_IsSortedByWhatToDo(int status, Type expected)
    {
        await using var server = await ArmServer.StartAsync(Specification.ContainerApps, _ =>
            ArmReply.Error(status, "SomeCode", "Some reason.")
        );
        var e = await Assert.ThrowsAnyAsync<Exception>(() => server.Client().FindAsync(Path, "2025-01-01", default));
        Assert.IsType(expected, e);
        Assert.Equal($"GET Microsoft.App/jobs/training was answered {status}: SomeCode: Some reason.", e.Message);
    }

    [Fact]
    public async Task Answer_ThatRepeatsSecrets_IsToldWithoutThem()
    {
        const string told =
            "Bad header Bearer eyJ-a-token-for-tests; connection AccountName=x;AccountKey=abc+/=;EndpointSuffix=y, url "
            + "https://x/y?sv=1&sig=abc%3D and \"password\": \"hunter2\"\nnext line";
        await using var server = await ArmServer.StartAsync(Specification.ContainerApps, _ => ArmReply.Error(400, "Bad", told));
        var e = await Assert.ThrowsAsync<ArmRefusedException>(() => server.Client().FindAsync(Path, "2025-01-01", default));
        foreach (var secret in (string[])["token-for-tests", "abc", "hunter2", "\n"])
        {
            Assert.DoesNotContain(secret, e.Message, StringComparison.Ordinal);
        }

        Assert.Contains("AccountName=x", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_OfALostConnection_NamesNoAddressAndNoToken()
    {
        var server = await ArmServer.StartAsync(Specification.ContainerApps, _ => null);
        var client = server.Client();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            server.Fail(new("Jobs_Get", Acts: false, Reply: null));
        }

        var e = await Assert.ThrowsAsync<ArmUnavailableException>(() => client.FindAsync(Path, "2025-01-01", default));
        Assert.StartsWith("GET Microsoft.App/jobs/training got no answer: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("token-for-tests", e.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, server.Count("Jobs_Get"));
        Assert.Equal([1, 2, 4, 8], server.Time.Waits.Select(wait => wait.TotalSeconds));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Answer_OfAGateway_ThatIsNoJson_IsAFailureOfTheService()
    {
        await using var server = await ArmServer.StartAsync(Specification.ContainerApps, _ => new(502));
        var e = await Assert.ThrowsAsync<ArmUnavailableException>(() =>
            server.Client().SendAsync(RequestMethod.Post, $"{Path}/start", "2025-01-01", null, null, default)
        );
        Assert.Equal("POST Microsoft.App/jobs/training/start was answered 502: no reason given", e.Message);
        Assert.Empty(server.Time.Waits);
    }

    [Fact]
    public async Task RetryAfter_AsADate_IsWaitedFor()
    {
        var calls = 0;
        ArmServer server = null!;
        server = await ArmServer.StartAsync(Specification.ContainerApps, _ =>
            calls++ == 0
                ? ArmReply
                    .Error(429, "Slow", "Slow")
                    .With(
                        "Retry-After",
                        (server.Time.GetUtcNow() + TimeSpan.FromSeconds(33)).ToString(
                            "R",
                            System.Globalization.CultureInfo.InvariantCulture
                        )
                    )
                : null
        );
        Assert.Null(await server.Client().FindAsync(Path, "2025-01-01", default));
        Assert.Equal([TimeSpan.FromSeconds(33)], server.Time.Waits);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Identity_ThatGetsNoToken_IsNoLeakAndMayBeTriedAgain()
    {
        var client = new ResourceManager(new() { Subscription = "s", ResourceGroup = "g" }, new NoToken(), new SkippingTime());
        var e = await Assert.ThrowsAsync<ArmUnavailableException>(() => client.FindAsync(Path, "2025-01-01", default));
        Assert.StartsWith(
            "GET Microsoft.App/jobs/training got no answer: ManagedIdentityCredential authentication unavailable",
            e.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }
}
