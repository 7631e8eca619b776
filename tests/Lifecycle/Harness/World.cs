using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using ServerlessML.LocalHost.Hosting.Http;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>
/// The whole system in this process over an Azurite of its own: functions host, runner, gateway. Stories share one and keep apart by
/// their pipelines' names; what they say to it goes over HTTP and the Azure SDK.
/// </summary>
public class World : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HostPart _host;
    private readonly RunnerPart _runner;
    private readonly GatewayPart _gateway;
    private readonly ConcurrentDictionary<string, string> _people = new();
    private RoleTokens? _tokens;

    public World()
        : this(TimeProvider.System) { }

    /// <param name="time">The host's clock.</param>
    protected World(TimeProvider time)
    {
        _host = new(_folder["data"], Storage, time);
        _runner = new(_folder["work"], Storage);
        _gateway = new(_folder["gateway"], Storage);
    }

    public AzuriteFixture Storage { get; } = new();

    public DocumentStore Documents => new(Storage.Blobs);

    /// <summary>The address of the API and the page.</summary>
    public Uri Address => _host.Address;

    public IReadOnlyCollection<string> HostLog => _host.Logs.All;

    public async Task InitializeAsync()
    {
        await Storage.InitializeAsync();
        await _gateway.StartAsync();
        await _host.StartAsync();
        _tokens = _host.Tokens;
        await _runner.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _runner.DisposeAsync();
        await _host.DisposeAsync();
        await _gateway.DisposeAsync();
        await Storage.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    /// <summary>A pipeline that no other story has.</summary>
    public PipelineStory Pipeline(string word) => new(this, $"{word}-{Guid.NewGuid():N}"[..Math.Min(40, word.Length + 9)]);

    /// <summary>Somebody with a token of their own, who can then be named in a role's place.</summary>
    public void GivenPerson(string name, params string[] roles) =>
        _people[name] = new People(_folder["data"]).Add(name, roles, TimeProvider.System.GetUtcNow());

    public string TokenOf(string role) => _people.TryGetValue(role, out var token) ? token : _tokens![role];

    public BlobContainerClient Container(string name) => Storage.Blobs.GetBlobContainerClient(name);

    public Task<Answer> GetAsync(string path, string role = "engineer") => CallAsync(HttpMethod.Get, path, role, null);

    public Task<Answer> PutAsync(string path, string text, string role = "engineer") => CallAsync(HttpMethod.Put, path, role, text);

    public Task<Answer> DeleteAsync(string path, string role) => CallAsync(HttpMethod.Delete, path, role, null);

    /// <param name="path">The route.</param>
    /// <param name="role">Whose token is shown: a role's, or a person's.</param>
    /// <param name="json">The body as it is sent.</param>
    /// <param name="key">The idempotency key; none by default.</param>
    public Task<Answer> PostAsync(string path, string role, string json, string? key = null) =>
        CallAsync(HttpMethod.Post, path, role, json, key);

    public async Task<Answer> PredictAsync(string deployment, string json, string routingKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway.Address, $"v1/{deployment}/predict"))
        {
            Content = new StringContent(json),
        };
        request.Headers.Add("X-Routing-Key", routingKey);
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public async Task<Answer> FeedBackAsync(string deployment, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(_gateway.Address, $"v1/{deployment}/feedback"), content);
        return await Answer.ReadAsync(response);
    }

    public async Task<Answer> GatewayStateAsync(string deployment)
    {
        using var response = await _http.GetAsync(new Uri(_gateway.Address, $"v1/{deployment}"));
        return await Answer.ReadAsync(response);
    }

    /// <summary>Makes something happen just before the functions' first such request to storage.</summary>
    public void Before(string request, Func<Task> happens) => _host.Transport.Before(request, happens);

    public Task GatewayStopsAsync() => _gateway.StopAsync();

    public Task GatewayComesBackAsync() => _gateway.StartAsync();

    /// <param name="room">Bytes that the host's database may grow by; null for no limit.</param>
    public async Task HostRestartsAsync(long? room = null)
    {
        await _host.StopAsync();
        await _host.StartAsync(room is null ? null : new FileInfo(_host.DatabasePath).Length + room);
    }

    public async Task HostGivesUpAsync()
    {
        var stopping = _host.Stopping;
        await WaitFor.TrueAsync("the host gives up", () => Task.FromResult(stopping.IsCancellationRequested), TimeSpan.FromSeconds(60));
        // The host means its own process by it, which is the tests' here.
        Environment.ExitCode = 0;
    }

    private async Task<Answer> CallAsync(HttpMethod method, string path, string role, string? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_host.Address, $"api/{path}"));
        request.Headers.Authorization = new("Bearer", TokenOf(role));
        request.Content = body is null ? null : new StringContent(body);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
