using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Training;

/// <summary>
/// Deletes checkpoints that nobody has left or gone on from for a while: those of lost runners, and of rungs that no trial goes on from any
/// more.
/// </summary>
public sealed class SweepCheckpoints(CheckpointStore checkpoints, TimeProvider time, ILogger<SweepCheckpoints> log)
{
    /// <summary>A training that goes on later than this begins anew.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(7);

    [Function(nameof(SweepCheckpoints))]
    public async Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        if (await checkpoints.SweepAsync(time.GetUtcNow() - Age, cancellation) is > 0 and var swept)
        {
            log.LogInformation("Deleted {Count} checkpoints that nobody has used for {Days} days", swept, Age.TotalDays);
        }
    }
}
