using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval;

/// <summary>Writes a decision into the audit log, then into the run's manifest with its place in the log.</summary>
public sealed class RecordDecision(RunManifests manifests, AuditLog audit)
{
    [Function(nameof(RecordDecision))]
    public async Task<bool> RunAsync([ActivityTrigger] DecisionRecord record, CancellationToken cancellation)
    {
        var decision = record.Decision;
        var manifest = await manifests.GetAsync(record.RunId, cancellation);
        var action = ApprovalAction.Of(decision.What);
        var entry = await audit.AppendAsync(
            new()
            {
                Pipeline = manifest.Pipeline,
                Key = $"{record.RunId}:{action}:{decision.Evidence.Short}:{decision.By}:{decision.At:O}",
                Action = action,
                Who = decision.By,
                WhoId = decision.ById,
                Role = decision.Role,
                RunId = record.RunId,
                Evidence = decision.Evidence,
                Comment = decision.To is { } to ? $"to {to}{(decision.Comment is null ? "" : $": {decision.Comment}")}" : decision.Comment,
                At = decision.At,
            },
            cancellation
        );
        var marked = decision with
        {
            Audit = new() { Sequence = entry.Sequence, Hash = entry.Hash!.Value },
        };
        await manifests.ChangeAsync(
            record.RunId,
            known =>
                known.Decisions.Any(other => IsSame(other, decision)) ? known : known with { Decisions = [.. known.Decisions, marked] },
            cancellation
        );
        return true;
    }

    private static bool IsSame(ApprovalDecision left, ApprovalDecision right) =>
        (left.Evidence, left.What, left.By, left.At, left.To) == (right.Evidence, right.What, right.By, right.At, right.To);
}
