using Azure.Storage.Blobs;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving.Metrics;

/// <summary>
/// Keeps what was counted under each plan in storage, one document for each plan and process, rewritten while it changes.
/// </summary>
public sealed class CountsKeeper(
    GatewayOptions options,
    DeploymentTable table,
    StorageClients storage,
    Replica replica,
    TimeProvider time,
    ILogger<CountsKeeper> log
) : BackgroundService
{
    // Beyond this many drained plans that storage did not take, the oldest are only kept in the totals.
    private const int MostOpen = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly BlobContainerClient _container = storage.Blobs.GetBlobContainerClient(StorageLayout.Counts);
    private readonly Dictionary<AppliedPlan, long> _written = [];
    private bool _containerIsThere;
    private bool _failing;

    /// <summary>Documents as they would be written now.</summary>
    public static IReadOnlyList<ServedCounts> Read(Deployment deployment, Replica replica, DateTimeOffset now) =>
        [.. deployment.Ledger.Open.Select(plan => Document(plan, replica, now, final: plan.Drained))];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // The server has stopped before us, so nothing more is counted.
        await RoundAsync(ending: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CountsInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RoundAsync(ending: false, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task RoundAsync(bool ending, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(ending ? LastPatience : Patience);
        try
        {
            foreach (var deployment in table.All)
            {
                foreach (var plan in deployment.Ledger.Open)
                {
                    await WriteAsync(deployment, plan, ending, limit.Token);
                }
            }

            _failing = false;
        }
        catch (Exception failure) when (ending || !stopping.IsCancellationRequested)
        {
            if (!_failing)
            {
                log.LogWarning("Counts wait for storage: {Reason}", failure.Message.Split('\n', 2)[0]);
            }

            (_failing, _containerIsThere) = (true, false);
            ForgetOldest();
        }
    }

    private async Task WriteAsync(Deployment deployment, AppliedPlan plan, bool ending, CancellationToken cancellation)
    {
        // Asked before counting: what is drained counts no more.
        var final = ending || plan.Drained;
        var document = Document(plan, replica, time.GetUtcNow(), final);
        var events = document.Arms.Sum(arm => arm.Requests + arm.Rejected + arm.Errors + arm.Dropped);
        // A plan that nobody asked anything under has nothing to tell.
        if (events > 0 && (final || !_written.TryGetValue(plan, out var known) || known != events))
        {
            if (!_containerIsThere)
            {
                await _container.CreateIfNotExistsAsync(cancellationToken: cancellation);
                _containerIsThere = true;
            }

            var blob = _container.GetBlobClient(
                StorageLayout.CountsDocument(deployment.Name, document.Revision, replica.BlobPrefix, plan.Page)
            );
            await blob.UploadAsync(BinaryData.FromBytes(CanonicalJson.Serialize(document)), overwrite: true, cancellation);
            _written[plan] = events;
        }

        if (final && !ending)
        {
            Settle(deployment, plan);
        }
    }

    private void ForgetOldest()
    {
        foreach (var deployment in table.All)
        {
            var drained = deployment.Ledger.Open.Where(plan => plan.Drained).ToList();
            foreach (var plan in drained.SkipLast(MostOpen))
            {
                log.LogWarning(
                    "{Deployment}: the counts of revision {Revision} were never stored.",
                    deployment.Name,
                    plan.Document.Revision
                );
                Settle(deployment, plan);
            }
        }
    }

    private void Settle(Deployment deployment, AppliedPlan plan)
    {
        deployment.Ledger.Settle(plan);
        _written.Remove(plan);
    }

    private static ServedCounts Document(AppliedPlan plan, Replica replica, DateTimeOffset now, bool final) =>
        new()
        {
            Deployment = plan.Document.Deployment,
            Revision = plan.Document.Revision,
            Replica = replica.Name,
            Process = replica.Process,
            AppliedAt = plan.At,
            WrittenAt = now,
            Final = final,
            Arms = plan.Counts(),
        };
}
