using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>Ends a release: the plan first, then the aliases; whoever repeats it after a crash finds what is left to do.</summary>
public sealed class SettleRelease(TrafficPlans plans, TrafficRouting routing, ModelRegistry models, AuditLog audit, TimeProvider time)
{
    [Function(nameof(SettleRelease))]
    public async Task<Shifted> RunAsync([ActivityTrigger] SettleRequest request, CancellationToken cancellation)
    {
        if (request.Promote && (await models.AliasesAsync(request.Deployment, cancellation)).Champion == request.Version)
        {
            // An earlier attempt did it all, and was killed before it could say so; the next release may have changed the plan since.
            await RecordAsync(request, ApprovalAction.Promote, request.Reason, cancellation);
            return new() { Revision = (await plans.FindAsync(request.Deployment, cancellation))?.Revision ?? 0 };
        }

        // Restoring the only version there is would leave the deployment without one.
        var keep = request.Promote || request.Champion is null;
        var arms = await ReleaseArms.ForAsync(
            models,
            request.Deployment,
            request.Version,
            request.Champion,
            keep ? TrafficPlan.WholeWeight : 0,
            cancellation
        );
        var plan = await plans.ChangeAsync(
            request.Deployment,
            request.ChangeId,
            current =>
                IsTheirs(current, request)
                    ? null
                    : new()
                    {
                        Deployment = request.Deployment,
                        Revision = 0,
                        Salt = "",
                        Arms = arms,
                        Capture = request.Capture,
                        By = request.RunId,
                        Reason = request.Reason,
                        ChangeId = request.ChangeId,
                        UpdatedAt = time.GetUtcNow(),
                    },
            cancellation
        );
        plan = plan is null ? null : await routing.ApplyAsync(plan, cancellation);
        var overtaken = plan is not null && plan.ChangeId != request.ChangeId;
        await models.ChangeAliasesAsync(request.Deployment, aliases => Aliases(aliases, request, overtaken), cancellation);
        var promoted = request.Promote && !overtaken;
        await RecordAsync(
            request,
            promoted ? ApprovalAction.Promote : ApprovalAction.Restore,
            overtaken ? $"{plan!.By} changed the plan: {plan.Reason}" : request.Reason,
            cancellation
        );
        return new() { Revision = plan?.Revision ?? 0, OvertakenBy = overtaken ? $"{plan!.By} changed the plan: {plan.Reason}" : null };
    }

    private async Task RecordAsync(SettleRequest request, string action, string why, CancellationToken cancellation)
    {
        var version = await models.FindAsync(request.Deployment, request.Version, cancellation);
        await audit.AppendAsync(
            new()
            {
                Pipeline = request.Deployment,
                Key = request.ChangeId,
                Action = action,
                Who = AuditLog.System,
                RunId = request.RunId,
                Evidence = version?.Evidence,
                Comment = $"version {request.Version}: {why}",
                At = time.GetUtcNow(),
                NotBefore = version?.CreatedAt,
            },
            cancellation
        );
    }

    // A change of this run's own may be the last one; anybody else's stands.
    private static bool IsTheirs(TrafficPlan? current, SettleRequest request) => current is not null && current.By != request.RunId;

    private static ModelAliases Aliases(ModelAliases aliases, SettleRequest request, bool overtaken)
    {
        var promoted = request.Promote && !overtaken;
        if (promoted && aliases.Champion != request.Version)
        {
            return aliases with { Champion = request.Version, Previous = request.Champion, Challenger = null };
        }

        return aliases.Challenger == request.Version ? aliases with { Challenger = null } : aliases;
    }
}
