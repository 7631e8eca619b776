using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Contracts;
using ServerlessML.Serving;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Serving;

/// <summary>A gateway on a port of its own with a cache directory of its own, and the storage it reads.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly StorageClients _storage;
    private readonly WebApplication _app;
    private readonly TemporaryFolder? _ownCache;
    private bool _stopped;

    private RunningGateway(StorageClients storage, WebApplication app, TemporaryFolder? ownCache)
    {
        _storage = storage;
        _app = app;
        _ownCache = ownCache;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    /// <summary>A name that no other test uses.</summary>
    public string Deployment { get; init; } = $"d-{Guid.NewGuid():N}"[..20];

    public T Part<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<RunningGateway> StartAsync(
        StorageFixture azurite,
        string? cache = null,
        string? connection = null,
        string? deployment = null,
        params string[] settings
    )
    {
        var ownCache = cache is null ? new TemporaryFolder() : null;
        var app = Gateway.Build([
            "--urls=http://127.0.0.1:0",
            $"--AzureWebJobsStorage={connection ?? azurite.ConnectionString}",
            $"--Gateway:CacheDirectory={cache ?? ownCache!.Path}",
            "--Gateway:PollInterval=50",
            "--Gateway:DiscoveryInterval=50",
            "--Gateway:CaptureInterval=100",
            "--Logging:LogLevel:Default=None",
            .. settings,
        ]);
        await app.StartAsync();
        return deployment is null ? new(azurite.Storage, app, ownCache) : new(azurite.Storage, app, ownCache) { Deployment = deployment };
    }

    /// <summary>Writes a plan whose versions' models are given by their bytes, and waits until it is served.</summary>
    public async Task ServeAsync(int revision, params (int Version, byte[] Model, int Weight)[] arms)
    {
        await ServeAsync(await PlanAsync(revision, arms));
    }

    /// <summary>Writes the plan, has the gateway look at once, and waits until it is served.</summary>
    public async Task ServeAsync(TrafficPlan plan)
    {
        await PublishAsync(plan);
        (await RefreshAsync()).Dispose();
        var revision = plan.Revision;
        await WaitFor.TrueAsync($"revision {revision} is served", async () =>
            (await StateAsync())?["revision"]?.GetValue<int>() == revision
        );
    }

    public async Task<TrafficPlan> PlanAsync(int revision, params (int Version, byte[] Model, int Weight)[] arms)
    {
        var placed = new List<TrafficArm>();
        foreach (var (version, model, weight) in arms)
        {
            placed.Add(
                new TrafficArm
                {
                    Version = version,
                    Model = await _storage.Content.PutAsync(model),
                    Weight = weight,
                }
            );
        }

        return new TrafficPlan
        {
            Deployment = Deployment,
            Revision = revision,
            Salt = "salt",
            Arms = placed,
            By = "a test",
            Reason = "because",
            ChangeId = $"change-{revision}",
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    public Task<HttpResponseMessage> RefreshAsync() => Client.PostAsync(new Uri($"/v1/{Deployment}/plan/refresh", UriKind.Relative), null);

    /// <summary>The value of the metric's sample that has all the labels; 0 when there is none.</summary>
    public async Task<double> MetricAsync(string name, params string[] labels)
    {
        var text = await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return PrometheusSamples
            .Parse(text)
            .Where(sample => sample.Name == name && labels.All(sample.Labels.Contains))
            .Sum(sample => sample.Value);
    }

    public Task PublishAsync(TrafficPlan plan) => PublishAsync(CanonicalJson.Serialize(plan));

    public Task PublishAsync(byte[] document) => PutAsync(StorageLayout.Deployments, StorageLayout.Plan(Deployment), document);

    public Task PutAsync(string container, string name, byte[] content) =>
        _storage
            .Blobs.GetBlobContainerClient(container)
            .GetBlobClient(name)
            .UploadAsync(BinaryData.FromBytes(content), new BlobUploadOptions());

    public async Task<JsonNode?> StateAsync()
    {
        using var answer = await Client.GetAsync(new Uri($"/v1/{Deployment}", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadFromJsonAsync<JsonNode>() : null;
    }

    public Task<HttpResponseMessage> PredictAsync(string body, string? key = null, string? deployment = null) =>
        PredictAsync(Encoding.UTF8.GetBytes(body), key, deployment);

    public async Task<HttpResponseMessage> PredictAsync(byte[] body, string? key = null, string? deployment = null, string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{deployment ?? Deployment}/predict")
        {
            Content = new ByteArrayContent(body),
        };
        if (key is not null)
        {
            request.Headers.Add("X-Routing-Key", key);
        }

        if (version is not null)
        {
            request.Headers.Add("X-Model-Version", version);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Stops as a supervisor would: requests that were taken are finished first.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        await _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await _app.DisposeAsync();
        Client.Dispose();
        _ownCache?.Dispose();
    }
}
