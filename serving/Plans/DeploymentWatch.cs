using Azure;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Plans;

/// <summary>Follows one deployment's plan document. Whatever goes wrong, the plan that is served stays served.</summary>
public sealed class DeploymentWatch(
    Deployment deployment,
    PlanSource source,
    PlanLoader loader,
    LocalCache cache,
    LoadedModels models,
    DeploymentTable table,
    TimeProvider time,
    ILogger log
)
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private Task _looking = Task.CompletedTask;
    private Task? _next;
    private ETag? _seen;
    private int _failures;
    private DateTimeOffset _retryAt = DateTimeOffset.MaxValue;

    /// <summary>Serves the plan that an earlier run kept, without storage where the models are kept too.</summary>
    public async Task RestoreAsync(TrafficPlan plan, CancellationToken cancellation)
    {
        try
        {
            deployment.Apply(await loader.LoadAsync(plan, cancellation));
            log.LogInformation("{Deployment}: serving revision {Revision} from the cache.", deployment.Name, plan.Revision);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            deployment.Refuse($"Cached plan {plan.Revision}: {failure.Message}", time.GetUtcNow());
        }
    }

    /// <summary>Looks once, and applies the document when it is new; does nothing while an earlier look goes on.</summary>
    public Task PollAsync(CancellationToken stopping)
    {
        lock (_lock)
        {
            return _looking.IsCompleted ? _looking = LookAsync(evenIfRefused: false, stopping) : Task.CompletedTask;
        }
    }

    /// <summary>Looks once more from now on, also at a plan that was refused. Those who ask meanwhile share the look.</summary>
    public Task RefreshAsync(CancellationToken stopping)
    {
        lock (_lock)
        {
            return _next is { IsCompleted: false } waiting ? waiting : _next = AfterAsync(_looking, stopping);
        }
    }

    /// <summary>The looks that go on, which a stop waits for.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_looking, _next ?? Task.CompletedTask);
        }
    }

    private async Task AfterAsync(Task earlier, CancellationToken stopping)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task look;
        lock (_lock)
        {
            // Whoever asks from here on is not sure to be answered by this look.
            _next = null;
            look = _looking.IsCompleted ? _looking = LookAsync(evenIfRefused: true, stopping) : _next = AfterAsync(_looking, stopping);
        }

        await look;
    }

    private async Task LookAsync(bool evenIfRefused, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        PlanBlob? blob = null;
        try
        {
            // A plan that could not be used is tried again now and then: its model may have arrived, or the store come back.
            var again = time.GetUtcNow() >= _retryAt || (evenIfRefused && deployment.LastError is not null);
            blob = await source.ReadIfChangedAsync(deployment.Name, again ? null : _seen, limit.Token);
            table.StorageError = null;
            if (blob is not null)
            {
                await ApplyAsync(blob, limit.Token);
            }
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (blob is null && failure is not PlanRejectedException)
            {
                table.StorageError = FirstLine(failure);
                return;
            }

            Refuse(blob?.Tag, FirstLine(failure));
        }
    }

    private async Task ApplyAsync(PlanBlob blob, CancellationToken cancellation)
    {
        var plan = PlanDocument.Parse(blob.Json.Span, deployment.Name);
        if (!IsServed(plan))
        {
            deployment.Apply(await loader.LoadAsync(plan, cancellation));
            log.LogInformation(
                "{Deployment}: serving revision {Revision}: {Arms}.",
                deployment.Name,
                plan.Revision,
                string.Join(", ", plan.Arms.Select(arm => $"v{arm.Version} {arm.Weight / 100.0}%"))
            );
            cache.KeepPlan(deployment.Name, blob.Json.Span);
            cache.Trim(models.Loaded);
        }

        deployment.ForgetRefusal();
        _seen = blob.Tag;
        _failures = 0;
        _retryAt = DateTimeOffset.MaxValue;
    }

    private void Refuse(ETag? tag, string reason)
    {
        if (deployment.LastError != reason)
        {
            log.LogWarning("{Deployment}: the newest plan cannot be used, and the last good one stays: {Reason}", deployment.Name, reason);
        }

        _seen = tag;
        var delay = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_failures++, 5)));
        _retryAt = time.GetUtcNow() + (delay < LongestRetry ? delay : LongestRetry);
        deployment.Refuse(reason, time.GetUtcNow());
    }

    private bool IsServed(TrafficPlan plan) =>
        deployment.Current is { } current
        && CanonicalJson.Serialize(current.Document).AsSpan().SequenceEqual(CanonicalJson.Serialize(plan));

    // Storage errors go on for pages of headers.
    private static string FirstLine(Exception failure) => failure.Message.Split('\n', 2)[0].Trim();
}
