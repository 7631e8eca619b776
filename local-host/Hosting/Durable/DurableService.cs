using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.LocalHost.Hosting.Durable;

/// <summary>Starts the durable runtime before the triggers, so that unfinished runs go on, and stops it after them.</summary>
internal sealed class DurableService(DurableRuntime runtime, IHostApplicationLifetime lifetime, ILogger<DurableService> log)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await runtime.StartAsync(cancellationToken);
        _ = WatchAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);

    /// <summary>A host whose runs cannot be written down must not go on as if they were: it ends, and is started again.</summary>
    private async Task WatchAsync()
    {
        try
        {
            await runtime.Stopped;
        }
        catch (DurableRuntimeException e)
        {
            log.LogCritical("The durable runtime stopped: {Error}", e.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }
}
