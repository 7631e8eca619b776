using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>Does what a rollback's request may have left undone; nothing where it wrote no plan.</summary>
public sealed class FinishRollback(TrafficPlans plans, Release release, CommandStore records, AuditLog audit)
{
    private const int Ok = 200;

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
        plan = await release.FinishAsync(client, plan, request.By, request.Reason, cancellation);
        await RecordAsync(audit, request, plan, cancellation);
        if (request.Key is { } key)
        {
            await records.KeepAnswerAsync(request.Deployment, key, Ok, plan, cancellation);
        }

        return true;
    }

    /// <summary>Writes what the rollback did into the log; nothing where the plan was as it asked already, by another's change.</summary>
    public static async Task RecordAsync(AuditLog audit, RollbackRequest request, TrafficPlan plan, CancellationToken cancellation)
    {
        if (plan.ChangeId != request.ChangeId)
        {
            return;
        }

        await audit.AppendAsync(
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
}
