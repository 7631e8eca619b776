using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>Finds deployments and follows their plans, each on its own, so that a slow model of one delays no rollback of another.</summary>
public sealed class PlanWatcher(
    GatewayOptions options, DeploymentTable table, PlanSource source, PlanLoader loader, LocalCache cache, ModelShelf shelf,
    TimeProvider time, ILogger<PlanWatcher> log) : BackgroundService
{
    private readonly Dictionary<string, DeploymentWatch> _watches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _polls = new(StringComparer.Ordinal);
    private Task _discovery = Task.CompletedTask;
    private DateTimeOffset _nextDiscovery = DateTimeOffset.MinValue;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(cache.Plans().Select(plan => WatchOf(plan.Deployment).RestoreAsync(plan, cancellationToken)));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PollInterval, time);
        try
        {
            do
            {
                Round(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }

        await Task.WhenAll([_discovery, .. _polls.Values]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Round(CancellationToken stopping)
    {
        if (_discovery.IsCompleted)
        {
            foreach (var deployment in table.All)
            {
                _ = WatchOf(deployment.Name);
            }

            if (_watches.Count == 0 || time.GetUtcNow() >= _nextDiscovery)
            {
                _nextDiscovery = time.GetUtcNow() + options.DiscoveryInterval;
                _discovery = DiscoverAsync(stopping);
            }
        }

        foreach (var (name, watch) in _watches)
        {
            if (!_polls.TryGetValue(name, out var last) || last.IsCompleted)
            {
                _polls[name] = watch.PollAsync(stopping);
            }
        }
    }

    private async Task DiscoverAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var name in source.ListAsync(stopping))
            {
                table.GetOrAdd(name);
            }

            table.StorageError = null;
            table.MarkListed();
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (table.StorageError is null)
            {
                log.LogWarning("Storage cannot be read; what is loaded is served on: {Reason}", failure.Message);
            }

            table.StorageError = failure.Message.Split('\n', 2)[0].Trim();
        }
    }

    private DeploymentWatch WatchOf(string name)
    {
        if (!_watches.TryGetValue(name, out var watch))
        {
            watch = new DeploymentWatch(table.GetOrAdd(name), source, loader, cache, shelf, table, time, log);
            _watches.Add(name, watch);
        }

        return watch;
    }
}
