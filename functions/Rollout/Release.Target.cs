using ServerlessML.Contracts.Serving;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

public sealed partial class Release
{
    private async Task<SeenRelease> SeeAsync(string deployment, CancellationToken cancellation)
    {
        var plan = await plans.FindAsync(deployment, cancellation)
            ?? throw RefusedException.NotFound($"The deployment '{deployment}' has no traffic plan, so there is nothing to roll back.");
        var aliases = await models.AliasesAsync(deployment, cancellation);
        return new(plan, aliases, await ChampionLine.OfAsync(aliases, documents, cancellation));
    }

    private async Task<int> TargetAsync(RollbackRequest request, SeenRelease seen, CancellationToken cancellation)
    {
        if (request.Version is not { } version)
        {
            return await BeforeAsync(request, seen, cancellation)
                ?? throw Refused(
                    seen,
                    $"The deployment '{request.Deployment}' has no earlier version to go back to. Name one by 'version'."
                );
        }

        if (await models.FindAsync(request.Deployment, version, cancellation) is null)
        {
            throw RefusedException.NotFound(
                $"The pipeline '{request.Deployment}' has no model version {version}. GET /api/pipelines/{request.Deployment}/models "
                    + $"lists them."
            );
        }

        return seen.Line.Promoted.Contains(version)
            ? version
            : throw Refused(
                seen,
                $"Version {version} of '{request.Deployment}' was never promoted, so there is no going back to it: it gets traffic by its "
                    + $"own rollout alone. Promoted are [{string.Join(", ", seen.Line.Promoted)}]."
            );
    }

    // The champion while a release is under way, else the champion before. Never by the names alone where a change of the plan has just
    // taken traffic back: the names may lag behind, and who asks next may not have seen it.
    private async Task<int?> BeforeAsync(RollbackRequest request, SeenRelease seen, CancellationToken cancellation)
    {
        var (plan, aliases, line) = seen;
        var serving = plan.Serving();
        if (!TookBack(plan))
        {
            return serving == aliases.Champion && aliases.Challenger is null
                ? ChampionLine.Before(line.Line, aliases.Champion)
                : aliases.Champion;
        }

        if (serving == aliases.Champion && aliases.Challenger is not null)
        {
            return serving;
        }

        // From what the person saw, or after a step forward by name, which is no step back.
        if (request.Revision is not null || (serving == aliases.Champion && await WentForwardAsync(plan, line, cancellation)))
        {
            return ChampionLine.Before(line.Line, serving);
        }

        throw Refused(
            seen,
            $"Traffic of '{request.Deployment}' was taken back already: {plan.By} at {plan.UpdatedAt:yyyy-MM-dd HH:mm:ss}Z "
                + $"({plan.Reason}). To go further back, send 'revision': {plan.Revision}, or name a 'version'."
        );
    }

    private static bool TookBack(TrafficPlan plan) =>
        plan.ChangeId.StartsWith("rollback:", StringComparison.Ordinal) || plan.ChangeId == $"{plan.By}:restore";

    private async Task<bool> WentForwardAsync(TrafficPlan plan, ChampionLine line, CancellationToken cancellation) =>
        await plans.BeforeAsync(plan, cancellation) is { } before
        && before.Serving() is { } left
        && left != plan.Serving()
        && line.Line.Contains(left);

    private static bool IsThere(SeenRelease seen, int target) =>
        seen.Plan.Serving() == target
        && seen.Aliases is { Challenger: null } aliases
        && aliases.Champion == target
        && seen.Plan.Shadows?.Any(shadow => shadow.By is not null) != true;

    private static RefusedException Refused(SeenRelease seen, string reason) =>
        new(Refusal.Conflict, reason) { More = new Dictionary<string, object> { ["current"] = ReleaseState.Of(seen.Plan, seen.Aliases) } };

    private sealed record SeenRelease(TrafficPlan Plan, ModelAliases Aliases, ChampionLine Line);
}
