using Microsoft.AspNetCore.Builder;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>The real gateway, which comes back on the port that it had.</summary>
internal sealed class GatewayPart(string cache, AzuriteFixture storage) : IAsyncDisposable
{
    private WebApplication? _app;
    private Uri? _address;

    public Uri Address => _address ?? throw new InvalidOperationException("The gateway was never started.");

    public async Task StartAsync()
    {
        _app = Gateway.Build([
            $"--urls={_address?.ToString().TrimEnd('/') ?? "http://127.0.0.1:0"}",
            $"--AzureWebJobsStorage={storage.ConnectionString}",
            $"--Gateway:CacheDirectory={cache}",
            "--Gateway:PollInterval=600",
            "--Gateway:DiscoveryInterval=600",
            "--Gateway:CountsInterval=300",
            "--Logging:LogLevel:Default=None",
        ]);
        await _app.StartAsync();
        _address = new Uri(_app.Urls.Single());
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
}
