namespace ServerlessML.Serving.Requests;

/// <summary>
/// Whether a load balancer may send requests. At a stop it says no first, and for a while requests are still taken: until the balancer has
/// asked, it keeps sending them.
/// </summary>
public sealed class Readiness(GatewayOptions options, DeploymentTable table, KeyRing ring, TimeProvider time) : IHostedLifecycleService
{
    private volatile bool _stopping;

    public bool Ready => !_stopping && CanServe;

    public string Status =>
        _stopping ? "stopping"
        : CanServe ? "ready"
        : "waiting";

    private bool CanServe => table.Ready && (ring.IsOpen || ring.IsKnown);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        await Task.Delay(options.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
