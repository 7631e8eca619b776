using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>Does what a rollback's request may have left undone; nothing where it wrote no plan.</summary>
public sealed class FinishRollback(TrafficPlans plans, Release release, AuditLog audit)
{
    /// <returns>Whether there is a plan of that change.</returns>
    [Function(nameof(FinishRollback))]
    public async Task<bool> RunAsync(
        [ActivityTrigger] RollbackRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        if (await plans.FindOfAsync(request.Deployment, request.ChangeId, cancellation) is not { } plan)
        {
            return false;
        }

        // A change that came after has the last word on traffic and aliases; that this one was made is told all the same.
        await release.FinishAsync(client, plan, request.By, request.Reason, cancellation);
        await RecordAsync(audit, request, plan, cancellation);
        return true;
    }

    public static Task RecordAsync(AuditLog audit, RollbackRequest request, TrafficPlan plan, CancellationToken cancellation) =>
        audit.AppendAsync(
            new()
            {
                Pipeline = request.Deployment,
                Key = $"{request.Deployment}:{request.ChangeId}",
                Action = ApprovalAction.Rollback,
                Who = request.By,
                WhoId = request.ById,
                Role = request.Role,
                Comment = $"to version {plan.Arms[0].Version}: {request.Reason}",
                At = plan.UpdatedAt,
            },
            cancellation
        );
}
