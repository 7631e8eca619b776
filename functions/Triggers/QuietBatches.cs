using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Functions.Triggers;

/// <summary>Starts batches without a marker: they are complete when they have been quiet for as long as the pipeline says.</summary>
public sealed class QuietBatches(
    RunStarter starter,
    PipelineStore pipelines,
    LandingZone landing,
    TimeProvider time,
    ILogger<QuietBatches> log
)
{
    /// <summary>Holds the digest of the listing that was last started, so that a quiet batch is read once and not at every tick.</summary>
    private const string TakenMarker = "_TAKEN";

    [Function(nameof(QuietBatches))]
    public async Task RunAsync(
        [TimerTrigger("*/10 * * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        _ = timer;
        foreach (var name in await pipelines.ListAsync(cancellation))
        {
            try
            {
                if (await pipelines.FindAsync(name, cancellation) is { Definition.Landing.CompleteAfterQuiet: { } quiet })
                {
                    await StartQuietAsync(client, name, quiet, cancellation);
                }
            }
            catch (PipelineFormatException e)
            {
                log.LogWarning("The stored definition of pipeline {Pipeline} is not valid: {Problems}", name, e.Message);
            }
        }
    }

    private async Task StartQuietAsync(DurableTaskClient client, string pipeline, TimeSpan quiet, CancellationToken cancellation)
    {
        foreach (var batch in await landing.BatchesAsync(pipeline, cancellation))
        {
            var files = await landing.FilesAsync(pipeline, batch, cancellation);
            if (files.Count == 0 || time.GetUtcNow() - files.Max(file => file.Properties.LastModified) < quiet)
            {
                continue;
            }

            var listing = CanonicalJson.DigestOf(files.Select(file => new { file.Name, Tag = file.Properties.ETag.ToString() })).ToString();
            if (await landing.ReadMarkerAsync(pipeline, batch, TakenMarker, cancellation) == listing)
            {
                continue;
            }

            var started = await starter.StartAsync(client, pipeline, batch, "trigger:quiet", cancellation: cancellation);
            if (started.Problem is null)
            {
                await landing.WriteMarkerAsync(pipeline, batch, TakenMarker, listing, cancellation);
            }
        }
    }
}
