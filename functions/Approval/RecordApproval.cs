using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts;
using ServerlessML.Functions.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Approval;

/// <summary>Writes a reminder, an escalation or an expiry into the run's manifest.</summary>
public sealed class RecordApproval(RunManifests manifests)
{
    [Function(nameof(RecordApproval))]
    public async Task<bool> RunAsync([ActivityTrigger] ApprovalEvent what, CancellationToken cancellation)
    {
        await manifests.ChangeAsync(
            what.RunId, manifest => RunManifests.WithStep(manifest, new() { Key = what.Key, Stage = Stage.Approval, What = what.What, At = what.At }), cancellation);
        return true;
    }
}
