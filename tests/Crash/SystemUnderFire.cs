using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Crash;

/// <summary>The system as processes over a real Azurite: host, runner and gateway, which are killed.</summary>
public sealed class SystemUnderFire : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly AzuriteFixture _azurite = new();
    private readonly TemporaryFolder _folder = new();
    private Api? _api;

    public MortalProcess Host { get; private set; } = null!;

    public MortalProcess Runner { get; private set; } = null!;

    public MortalProcess GatewayPart { get; private set; } = null!;

    public string HostData => _folder["host"];

    public string ConnectionString => _azurite.ConnectionString;

    public StorageClients Storage { get; private set; } = null!;

    public Uri Gateway { get; private set; } = null!;

    public string Database => _folder["host/durable.db"];

    public Api Api => _api ??= new Api(_hostAddress, _folder["host/tokens.json"]);

    private Uri _hostAddress = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Storage = StorageClients.From(name => name == StorageClients.Setting ? _azurite.ConnectionString : null);
        await Storage.CreateLayoutAsync();
        (_hostAddress, Gateway) = (Free(), Free());
        var shared = new Dictionary<string, string>
        {
            [StorageClients.Setting] = _azurite.ConnectionString,
            // A killed runner's job is taken up again after the lease.
            ["SERVERLESSML_RUNNER_HEARTBEAT_SECONDS"] = "1",
            ["SERVERLESSML_RUNNER_LEASE_SECONDS"] = "3",
            ["SERVERLESSML_RUNNER_WORK"] = Directory.CreateDirectory(_folder["work"]).FullName,
            ["Gateway__Port"] = Gateway.Port.ToString(CultureInfo.InvariantCulture),
            ["Gateway__CacheDirectory"] = _folder["gateway"],
            ["Gateway__DiscoveryInterval"] = "250",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        Host = new(
            "Cli",
            _folder["host.log"],
            ["host", "--data", _folder["host"], "--port", _hostAddress.Port.ToString(CultureInfo.InvariantCulture)],
            shared
        );
        Runner = new("GpuRunner", _folder["runner.log"], [], shared);
        GatewayPart = new("Serving", _folder["gateway.log"], [], shared);
        Host.Start();
        Runner.Start();
        GatewayPart.Start();
        await HostAnswersAsync();
    }

    public Task HostAnswersAsync() =>
        WaitFor.TrueAsync(
            "the host to answer",
            async () =>
                Host.IsRunning
                    ? File.Exists(_folder["host/tokens.json"]) && await Api.FindAsync("/api/pipelines") is not null
                    : throw new InvalidOperationException($"The host has ended by itself:\n{Host.Log}"),
            StartLimit
        );

    public Task DisposeAsync()
    {
        foreach (var part in (MortalProcess?[])[Host, Runner, GatewayPart])
        {
            part?.Dispose();
        }

        _api?.Dispose();
        _folder.Dispose();
        return _azurite.DisposeAsync();
    }

    private static Uri Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
