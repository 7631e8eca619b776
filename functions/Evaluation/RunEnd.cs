using Azure;

namespace ServerlessML.Functions.Evaluation;

/// <summary>
/// Cancels what an activity computes when its run has ended: an orchestration that is terminated does not end its activities.
/// </summary>
public sealed class RunEnd : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source;
    private readonly Task _looking;

    public RunEnd(RunManifests manifests, string runId, TimeProvider time, CancellationToken cancellation)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _looking = LookAsync(manifests, runId, time, _source.Token);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The run has ended, and not the process.</summary>
    public bool Ended { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _source.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _source.Dispose();
    }

    private async Task LookAsync(RunManifests manifests, string runId, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                if ((await manifests.FindAsync(runId, cancellation))?.EndedAt is not null)
                {
                    Ended = true;
                    await _source.CancelAsync();
                }
            }
            catch (RequestFailedException)
            {
                // The next look may find it.
            }
        }
    }
}
