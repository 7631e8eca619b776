using System.Collections.Concurrent;
using Azure;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Plans;

/// <summary>
/// Finds deployments and follows their plans, each on its own, so that a slow model of one delays no rollback of another.
/// </summary>
public sealed class PlanWatcher(
    GatewayOptions options,
    DeploymentTable table,
    PlanSource source,
    PlanLoader loader,
    LocalCache cache,
    LoadedModels models,
    TimeProvider time,
    ILogger<PlanWatcher> log
) : BackgroundService
{
    private readonly ConcurrentDictionary<string, DeploymentWatch> _watches = new(StringComparer.Ordinal);
    private CancellationToken _stopping;
    private Task _discovery = Task.CompletedTask;
    private DateTimeOffset _nextDiscovery = DateTimeOffset.MinValue;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            cache
                .Plans()
                .Where(plan => IsOurs(plan.Deployment))
                .Select(plan => WatchOf(plan.Deployment).RestoreAsync(plan, cancellationToken))
        );
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        using var timer = new PeriodicTimer(options.PollInterval, time);
        try
        {
            do
            {
                Round(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }

        await Task.WhenAll([_discovery, .. _watches.Values.Select(watch => watch.EndAsync())])
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Looks at the deployment's plan now; finds deployments that are not known yet.</summary>
    /// <returns>Null when storage has no plan of that name.</returns>
    /// <exception cref="RequestFailedException">Storage could not be asked about a deployment that is not known yet.</exception>
    public async Task<Deployment?> RefreshAsync(string name, CancellationToken cancellation)
    {
        if (!table.TryGet(name, out var deployment))
        {
            if (!Names.IsPipeline(name) || !IsOurs(name) || !await source.ExistsAsync(name, cancellation))
            {
                return null;
            }

            deployment = table.GetOrAdd(name);
        }

        // The look is everybody's: it goes on when whoever asked has gone.
        await WatchOf(name).RefreshAsync(_stopping).WaitAsync(cancellation);
        return deployment;
    }

    private void Round(CancellationToken stopping)
    {
        if (_discovery.IsCompleted)
        {
            foreach (var deployment in table.All)
            {
                _ = WatchOf(deployment.Name);
            }

            if (_watches.IsEmpty || time.GetUtcNow() >= _nextDiscovery)
            {
                _nextDiscovery = time.GetUtcNow() + options.DiscoveryInterval;
                _discovery = DiscoverAsync(stopping);
            }
        }

        foreach (var (_, watch) in _watches)
        {
            _ = watch.PollAsync(stopping);
        }
    }

    private async Task DiscoverAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var name in source.ListAsync(stopping))
            {
                if (IsOurs(name))
                {
                    table.GetOrAdd(name);
                }
            }

            table.StorageError = null;
            table.MarkListed();
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (table.StorageError is null)
            {
                log.LogWarning("Storage cannot be read; the loaded plans stay in service: {Reason}", failure.Message);
            }

            table.StorageError = failure.Message.Split('\n', 2)[0].Trim();
        }
    }

    private bool IsOurs(string deployment) => options.Arm is null || options.Arm.Deployment == deployment;

    private DeploymentWatch WatchOf(string name) =>
        _watches.GetOrAdd(name, added => new DeploymentWatch(table.GetOrAdd(added), source, loader, cache, models, table, time, log));
}
