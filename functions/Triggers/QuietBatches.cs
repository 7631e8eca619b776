using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Intake.Events;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Functions.Triggers;

/// <summary>
/// Starts batches without a marker, or whose marker came before their files: they are complete when they have been quiet for as long as the
/// pipeline says.
/// </summary>
public sealed class QuietBatches(
    RunStarter starter,
    PipelineStore pipelines,
    LandingZone landing,
    TimeProvider time,
    ILogger<QuietBatches> log
)
{
    /// <summary>The time in which files that come after the marker still belong to its batch.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    [Function(nameof(QuietBatches))]
    public async Task RunAsync(
        [TimerTrigger("*/10 * * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        _ = timer;
        foreach (var (pipeline, batch) in await landing.WaitingAsync(cancellation))
        {
            await StartWaitingAsync(client, pipeline, batch, cancellation);
        }

        foreach (var name in await pipelines.ListAsync(cancellation))
        {
            if (await FindAsync(name, cancellation) is { Landing.CompleteAfterQuiet: { } quiet })
            {
                await StartQuietAsync(client, name, quiet, cancellation);
            }
        }
    }

    private async Task StartQuietAsync(DurableTaskClient client, string pipeline, TimeSpan quiet, CancellationToken cancellation)
    {
        foreach (var batch in await landing.BatchesAsync(pipeline, cancellation))
        {
            var landed = await landing.LookAsync(pipeline, batch, cancellation);
            if (landed.Files.Count > 0 && time.GetUtcNow() - landed.LastChange >= quiet)
            {
                await starter.StartQuietAsync(client, pipeline, batch, "trigger:quiet", landed, cancellation);
            }
        }
    }

    private async Task StartWaitingAsync(DurableTaskClient client, string pipeline, string batch, CancellationToken cancellation)
    {
        var landed = await landing.LookAsync(pipeline, batch, cancellation);
        if (landed.Marker is null || (landed.Files.Count > 0 && time.GetUtcNow() - landed.LastChange > Late))
        {
            await landing.EndWaitAsync(pipeline, batch, cancellation);
        }
        else if (
            landed.Sorted() is { Data.Count: > 0 } or { Unreadable.Count: > 0 }
            && await FindAsync(pipeline, cancellation) is { } definition
            && time.GetUtcNow() - landed.LastChange >= (definition.Landing.CompleteAfterQuiet ?? RunStarter.Settled)
        )
        {
            await starter.StartQuietAsync(client, pipeline, batch, LandingEventHandler.StartedBy, landed, cancellation);
        }
    }

    private async Task<PipelineDefinition?> FindAsync(string pipeline, CancellationToken cancellation)
    {
        try
        {
            return (await pipelines.FindAsync(pipeline, cancellation))?.Definition;
        }
        catch (PipelineFormatException e)
        {
            log.LogWarning("The stored definition of pipeline {Pipeline} is not valid: {Problems}", pipeline, e.Message);
            return null;
        }
    }
}
