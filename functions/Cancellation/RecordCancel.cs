using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Training;
using ServerlessML.Storage;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Reproduction;

namespace ServerlessML.Functions.Cancellation;

/// <summary>Writes the end of a cancelled run: the log first, so that no manifest says what the log does not have.</summary>
public sealed class RecordCancel(RunManifests manifests, AuditLog audit, ContentStore content, WindowMaker windows, TimeProvider time)
{
    /// <returns>False when the run had ended by itself.</returns>
    [Function(nameof(RecordCancel))]
    public async Task<bool> RunAsync(
        [ActivityTrigger] CancelRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var run = await manifests.FindAsync(request.RunId, cancellation) ?? await OpenAsync(request.RunId, client, cancellation);
        if (run is null || (run.EndedAt is not null && run.State != RunState.Cancelled))
        {
            return run is null;
        }

        await audit.AppendAsync(
            new()
            {
                Pipeline = run.Pipeline,
                Key = $"{run.RunId}:cancel",
                Action = ApprovalAction.Cancel,
                Who = request.By,
                WhoId = request.ById,
                Role = request.Role,
                RunId = run.RunId,
                Evidence = run.Evidence,
                At = request.At,
            },
            cancellation
        );
        await manifests.ChangeAsync(
            run.RunId,
            manifest => manifest.EndedAt is null ? Ended(manifest, request.Reason) : manifest,
            cancellation
        );
        return true;
    }

    // Stopped before its first step: that step may yet be under way, and leaves a manifest that is there as it is.
    private async Task<RunManifest?> OpenAsync(string runId, DurableTaskClient client, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(runId, getInputsAndOutputs: true, cancellation);
        if (instance?.Name == nameof(ModelLifecycle))
        {
            await new OpenRun(content, manifests, windows, time).RunAsync(instance.ReadInputAs<LifecycleRequest>()!, cancellation);
        }
        else if (instance?.Name == nameof(ModelReproduction))
        {
            await new OpenReproduction(content, manifests, time).RunAsync(instance.ReadInputAs<ReproductionRequest>()!, cancellation);
        }

        return await manifests.FindAsync(runId, cancellation);
    }

    private RunManifest Ended(RunManifest manifest, string reason)
    {
        var now = time.GetUtcNow();
        var ended = RunManifests.WithStep(
            manifest,
            new()
            {
                Key = "cancelled",
                Stage = manifest.Steps[^1].Stage,
                What = reason,
                At = now,
            }
        );
        return ended with { State = RunState.Cancelled, Outcome = reason, EndedAt = now };
    }
}
