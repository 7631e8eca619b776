using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Audit;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval;

/// <summary>Writes a reminder, an escalation or an expiry into the audit log and the run's manifest.</summary>
public sealed class RecordApproval(RunManifests manifests, AuditLog audit)
{
    [Function(nameof(RecordApproval))]
    public async Task<bool> RunAsync([ActivityTrigger] ApprovalEvent what, CancellationToken cancellation)
    {
        await audit.AppendAsync(
            new()
            {
                Pipeline = what.Pipeline,
                Key = $"{what.RunId}:{what.Key}",
                Action = what.Action,
                Who = AuditLog.System,
                RunId = what.RunId,
                Evidence = what.Evidence,
                Comment = what.What,
                At = what.At,
            },
            cancellation
        );
        await manifests.ChangeAsync(
            what.RunId,
            manifest =>
                RunManifests.WithStep(
                    manifest,
                    new()
                    {
                        Key = what.Key,
                        Stage = Stage.Approval,
                        What = what.What,
                        At = what.At,
                    }
                ),
            cancellation
        );
        return true;
    }
}
