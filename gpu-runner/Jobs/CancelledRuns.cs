using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts.Runs;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>
/// Looks whether a job's run was cancelled: its manifest says so. A look at a manifest that has not changed since the last costs no
/// download.
/// </summary>
public sealed class CancelledRuns(StorageClients storage)
{
    private (string RunId, ETag Tag)? _seen;

    /// <exception cref="RunCancelledException">It was.</exception>
    public async Task HoldAsync(TrainingJob job, CancellationToken cancellation)
    {
        if (await ReadAsync(job.RunId, cancellation) is { State: RunState.Cancelled } run)
        {
            throw new RunCancelledException(job, run.Outcome);
        }
    }

    // A job without a manifest is that of somebody who keeps none.
    private async Task<End?> ReadAsync(string runId, CancellationToken cancellation)
    {
        var name = StorageLayout.Manifest(runId);
        try
        {
            var options = new BlobDownloadOptions
            {
                Conditions = new() { IfNoneMatch = _seen is { } last && last.RunId == runId ? last.Tag : null },
            };
            var answer = await storage
                .Blobs.GetBlobContainerClient(StorageLayout.Runs)
                .GetBlobClient(name)
                .DownloadContentAsync(options, cancellation);
            if (answer.GetRawResponse().Status == 304)
            {
                return null;
            }

            var end = JsonSerializer.Deserialize<End>(answer.Value.Content.ToMemory().Span, Wire.Options);
            _seen = end?.State == RunState.Cancelled ? null : (runId, answer.Value.Details.ETag);
            return end;
        }
        catch (Exception e) when (e is RequestFailedException { Status: 304 or 404 } or JsonException)
        {
            // A manifest that cannot be read is the run's own trouble, and no reason to throw a training away.
            return null;
        }
    }

    /// <summary>All that a runner reads of a <see cref="RunManifest"/>, so that one of a later shape does for it.</summary>
    private sealed record End(string? State, string? Outcome);
}
