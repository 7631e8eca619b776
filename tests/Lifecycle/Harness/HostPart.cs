using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions;
using ServerlessML.Functions.Approval.Notices;
using ServerlessML.LocalHost.Hosting;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>The functions host with the real functions, which can be stopped and started again over the same data.</summary>
internal sealed class HostPart(string data, AzuriteFixture storage, TimeProvider time) : IAsyncDisposable
{
    public const string NoticeSecret = "a secret of the stories";

    private WebApplication? _app;

    public WatchedTransport Transport { get; } = new();

    public LogLines Logs { get; } = new();

    public string DatabasePath => Path.Combine(data, "durable.db");

    public RoleTokens Tokens => RoleTokens.LoadOrCreate(data);

    public Uri Address => new(App.Urls.Single());

    /// <summary>Ends when the host has given up by itself.</summary>
    public CancellationToken Stopping => App.Lifetime.ApplicationStopping;

    private WebApplication App => _app ?? throw new InvalidOperationException("The host is not started.");

    public async Task StartAsync(long? maxDatabaseBytes = null)
    {
        Directory.CreateDirectory(data);
        var hostJson = Path.Combine(Path.GetDirectoryName(data)!, "host.json");
        await File.WriteAllTextAsync(
            hostJson,
            """{"extensions":{"queues":{"maxPollingInterval":"00:00:00.4","visibilityTimeout":"00:00:05"},"http":{"routePrefix":"api"} } }"""
        );
        var options = new LocalHostOptions
        {
            DataDirectory = data,
            StorageConnection = storage.ConnectionString,
            ApiPort = 0,
            BlobPollInterval = TimeSpan.FromMilliseconds(400),
            BlobEvents = [new(StorageLayout.Landing, StorageLayout.LandingEvents, NameEndsWith: $"/{StorageLayout.CompleteMarker}")],
            MaxDatabaseBytes = maxDatabaseBytes,
        };
        _app = FunctionsHost.Build(options, typeof(Composition).Assembly, Compose, hostJson);
        await _app.Services.GetRequiredService<ServerlessML.Storage.StorageClients>().CreateLayoutAsync();
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Compose(IHostApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection([
            new(NoticeSigner.SecretSetting, NoticeSecret),
            new(NoticeClient.PrivateSetting, "allow"),
        ]);
        builder.Services.AddServerlessMl(builder.Configuration);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(ServerlessML.Storage.StorageClients.From(name => builder.Configuration[name], Transport));
        builder.Logging.ClearProviders().AddProvider(Logs);
    }
}
