using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessML.LocalHost.Hosting.Blobs;
using ServerlessML.LocalHost.Hosting.Http;
using ServerlessML.LocalHost.Hosting.Queues;
using ServerlessML.LocalHost.Hosting.State;
using ServerlessML.LocalHost.Hosting.Timers;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Tests.LocalHost;

/// <summary>
/// A host of the sample functions over a container and a queue of its own. Not started unless asked: tests drive single passes.
/// </summary>
internal sealed class SampleHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _data;
    private readonly bool _ownsData;

    public SampleHost(
        AzuriteFixture azurite,
        TimeProvider? time = null,
        SampleHost? previous = null,
        string visibility = "00:00:01",
        string subscribed = ""
    )
    {
        _ownsData = previous is null;
        _data = previous?._data ?? new TemporaryFolder();
        Container = previous?.Container ?? AzuriteFixture.Unique("landing");
        Queue = previous?.Queue ?? AzuriteFixture.Unique("orders");
        Calls = previous?.Calls ?? new Calls();
        var hostJson = _data["host.json"];
        File.WriteAllText(
            hostJson,
            $$"""{"extensions":{"queues":{"visibilityTimeout":"{{visibility}}","maxDequeueCount":2},"http":{"routePrefix":"api"} } }"""
        );
        var options = new LocalHostOptions
        {
            DataDirectory = _data["data"],
            StorageConnection = azurite.ConnectionString,
            ApiPort = 0,
            AnonymousRoutes = new HashSet<string> { "open" },
            BlobEvents = [new(Container, Container, NameEndsWith: subscribed)],
            MaxRequestBytes = 64 * 1024,
        };
        _app = FunctionsHost.Build(
            options,
            [typeof(SampleFunctions)],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Queue", Queue)]);
                builder.Services.AddSingleton(Calls);
                builder.Logging.ClearProviders();
                if (time is not null)
                {
                    builder.Services.AddSingleton(time);
                }
            },
            hostJson
        );
        Tokens = RoleTokens.LoadOrCreate(options.DataDirectory);
    }

    public string Container { get; }

    public string Queue { get; }

    public Calls Calls { get; }

    public RoleTokens Tokens { get; }

    public BlobEventSource Events => Triggers.Blobs.Single();

    public QueueTriggerListener Orders => Triggers.Queues.Single();

    public TimerTriggerListener Timer => Triggers.Timers.Single();

    public DurableTaskClient Durable => _app.Services.GetRequiredService<DurableRuntime>().Client;

    private TriggerService Triggers => _app.Services.GetRequiredService<TriggerService>();

    /// <returns>A client of the started host, with the token of a role.</returns>
    public HttpClient Client(string? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        if (role is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens[role]);
        }

        return client;
    }

    public Task StartAsync() => _app.StartAsync();

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Closes the host's state: from here on nothing can be noted, as when the process ends at that moment.</summary>
    public void LoseState() => _app.Services.GetRequiredService<HostState>().Dispose();

    /// <summary>Lets go without a stop, so that another host can go on with the same data.</summary>
    public ValueTask AbandonAsync() => _app.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_ownsData)
        {
            _data.Dispose();
        }
    }
}
