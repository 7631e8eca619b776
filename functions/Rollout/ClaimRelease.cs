using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Serving;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>Takes the deployment's one place for a challenger, so that two releases never share a ramp.</summary>
public sealed class ClaimRelease(ModelRegistry models, TrafficPlans plans, RunManifests manifests)
{
    [Function(nameof(ClaimRelease))]
    public async Task<Claim> RunAsync([ActivityTrigger] ClaimRequest request, CancellationToken cancellation)
    {
        var before = await models.AliasesAsync(request.Pipeline, cancellation);
        if (await RefusalAsync(request, before, cancellation) is { } refusal)
        {
            return refusal;
        }

        var version = request.Version ?? (await models.RegisterAsync(request.Unregistered(), cancellation)).Version;
        var after = await models.ChangeAliasesAsync(
            request.Pipeline,
            aliases => IsFree(aliases, before.Challenger, request) ? aliases with { Challenger = version } : aliases,
            cancellation
        );
        return after.Challenger == version
            ? await ClaimedAsync(request, version, cancellation)
            : await RefusalAsync(request, after, cancellation)
                ?? throw new InvalidOperationException("The claim of the deployment neither succeeded nor was refused.");
    }

    // Whoever held the place when we looked was found to have left it.
    private static bool IsFree(ModelAliases aliases, int? left, ClaimRequest request) =>
        (aliases.Challenger is null || aliases.Challenger == left) && aliases.Champion == request.Champion;

    // The plan is read after the place is taken: a rollback from now on either changes the plan that the ramp follows, or finds the
    // challenger to stop.
    private async Task<Claim> ClaimedAsync(ClaimRequest request, int version, CancellationToken cancellation) =>
        new()
        {
            Outcome = ClaimOutcome.Claimed,
            Version = version,
            Message = $"version {version} is the challenger",
            PlanChange = (await plans.FindAsync(request.Pipeline, cancellation))?.ChangeId,
        };

    private async Task<Claim?> RefusalAsync(ClaimRequest request, ModelAliases aliases, CancellationToken cancellation)
    {
        if (aliases.Challenger is { } challenger)
        {
            var version = await models.GetAsync(request.Pipeline, challenger, cancellation);
            if (version.RunId == request.RunId)
            {
                return await ClaimedAsync(request, challenger, cancellation);
            }

            // A run that was ended from outside, or that broke while it settled, has left its name there: it holds nothing any more.
            if ((await manifests.FindAsync(version.RunId, cancellation))?.EndedAt is null)
            {
                return new()
                {
                    Outcome = ClaimOutcome.Busy,
                    Message = $"waiting for the rollout of version {challenger} by run {version.RunId}",
                };
            }
        }

        return aliases.Champion == request.Champion
            ? null
            : new()
            {
                Outcome = ClaimOutcome.ChampionChanged,
                Message =
                    $"the champion is now version {aliases.Champion}, the evidence compares with "
                    + $"{request.Champion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}",
            };
    }
}
