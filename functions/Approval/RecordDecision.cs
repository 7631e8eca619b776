using Microsoft.Azure.Functions.Worker;
using ServerlessML.Functions.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Approval;

/// <summary>Writes a decision into the run's manifest.</summary>
public sealed class RecordDecision(RunManifests manifests)
{
    [Function(nameof(RecordDecision))]
    public async Task<bool> RunAsync([ActivityTrigger] DecisionRecord record, CancellationToken cancellation)
    {
        await manifests.ChangeAsync(
            record.RunId,
            manifest => manifest.Decisions.Contains(record.Decision) ? manifest : manifest with { Decisions = [.. manifest.Decisions, record.Decision] },
            cancellation);
        return true;
    }
}
