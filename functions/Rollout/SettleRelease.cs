using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>Ends a release: the plan first, then the aliases; whoever repeats it after a crash finds what is left to do.</summary>
public sealed class SettleRelease(
    TrafficPlans plans,
    TrafficRouting routing,
    ModelRegistry models,
    DocumentStore documents,
    AuditLog audit,
    TimeProvider time
)
{
    [Function(nameof(SettleRelease))]
    public async Task<Shifted> RunAsync([ActivityTrigger] SettleRequest request, CancellationToken cancellation)
    {
        var known = await models.AliasesAsync(request.Deployment, cancellation);
        if (known.Champion == request.Version || known.Promoted?.Contains(request.Version) == true)
        {
            // An earlier attempt did it all, and was killed before it could say so; the next release may have changed the plan since. What
            // was promoted is given back by a rollback alone, which moves the names with the traffic.
            if (request.Promote)
            {
                await RecordAsync(request, ApprovalAction.Promote, request.Reason, cancellation);
            }

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
        var line = await ChampionLine.OfAsync(known, documents, cancellation);
        await models.ChangeAliasesAsync(
            request.Deployment,
            aliases => request.Promote && !overtaken ? Promoted(line.In(aliases), request, plan!.Revision) : Freed(aliases, request),
            cancellation
        );
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

    private static ModelAliases Promoted(ModelAliases aliases, SettleRequest request, int revision)
    {
        var promoted = aliases.Promoted!.Contains(request.Version) ? aliases.Promoted : [.. aliases.Promoted!, request.Version];
        var next = Freed(aliases, request) with { Promoted = promoted };
        // Whoever changed the plan after this has had their word on the names.
        if (aliases.Revision > revision)
        {
            return next;
        }

        var line = ChampionLine.To(aliases.Line!, request.Version);
        return next with
        {
            Champion = request.Version,
            Previous = ChampionLine.Before(line, request.Version),
            Challenger = null,
            Line = line,
            Revision = revision,
        };
    }

    private static ModelAliases Freed(ModelAliases aliases, SettleRequest request) =>
        aliases.Challenger == request.Version ? aliases with { Challenger = null } : aliases;
}
