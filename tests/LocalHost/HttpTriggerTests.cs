using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessML.Tests.LocalHost;

[Collection(StorageCollection.Name)]
public sealed class HttpTriggerTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly SampleHost _host = new(azurite);

    public Task InitializeAsync() => _host.StartAsync();

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Route_WithToken_BindsRouteBodyQueryAndIdentity()
    {
        using var client = _host.Client("engineer");
        var response = await client.PostAsJsonAsync("api/echo/7?q=a%20b", new { item = "nut", count = 2 });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/api/echo/7", response.Headers.Location!.OriginalString);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(7, body.GetProperty("id").GetInt32());
        Assert.Equal("engineer@local", body.GetProperty("who").GetString());
        Assert.Equal("a b", body.GetProperty("q").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic ZTpl")]
    public async Task Route_WithoutATokenOfThisHost_Is401(string? authorization)
    {
        using var client = _host.Client(role: null);
        if (authorization is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        await AssertProblemAsync(await client.GetAsync("api/secret"), HttpStatusCode.Unauthorized);
        await AssertProblemAsync(await client.GetAsync("api/no-such-route"), HttpStatusCode.Unauthorized);
        await AssertProblemAsync(await client.GetAsync("api/unlisted"), HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("approver", HttpStatusCode.OK)]
    [InlineData("engineer", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.Forbidden)]
    public async Task Route_ThatAsksForARole_SeesTheRoleOfTheToken(string role, HttpStatusCode expected)
    {
        using var client = _host.Client(role);
        Assert.Equal(expected, (await client.GetAsync("api/secret")).StatusCode);
    }

    [Theory]
    [InlineData("GET", "api/no-such-route", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/../tokens.json", HttpStatusCode.NotFound)]
    [InlineData("POST", "api/echo/seven", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "api/secret", HttpStatusCode.NotFound)]
    public async Task Route_Unknown_IsAProblem(string method, string path, HttpStatusCode expected)
    {
        using var client = _host.Client("operator");
        await AssertProblemAsync(await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)), expected);
    }

    [Fact]
    public async Task Route_ThatThrows_Is500WithoutItsReason()
    {
        using var client = _host.Client("operator");
        var text = await AssertProblemAsync(await client.GetAsync("api/broken"), HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("secret detail", text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OverTheLimit_Is413()
    {
        using var client = _host.Client("engineer");
        using var small = new ByteArrayContent("""{"item":"x"}"""u8.ToArray());
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync("api/echo/1", small)).StatusCode);

        using var large = new ByteArrayContent(new byte[64 * 1024 + 1]);
        await AssertProblemAsync(await client.PostAsync("api/echo/1", large), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Anonymous_OnlyTheListedRoutesAndHealth()
    {
        using var client = _host.Client(role: null);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/open")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("health")).StatusCode);
    }

    [Fact]
    public async Task Host_OfAnotherName_IsRefused()
    {
        using var client = _host.Client("engineer");
        client.DefaultRequestHeaders.Host = "evil.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("api/secret")).StatusCode);
    }

    [Fact]
    public void Listener_IsOnLoopbackOnly()
    {
        using var client = _host.Client(role: null);
        Assert.Equal("127.0.0.1", client.BaseAddress!.Host);
    }

    private static async Task<string> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        return text;
    }
}
