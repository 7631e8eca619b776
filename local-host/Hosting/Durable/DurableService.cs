using Microsoft.Extensions.Hosting;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>Starts the durable runtime before the triggers, so that unfinished runs go on, and stops it after them.</summary>
internal sealed class DurableService(DurableRuntime runtime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => runtime.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);
}
