using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Plans;

/// <summary>Makes a plan servable: every model of it verified, loaded and warm, or nothing.</summary>
public sealed class PlanLoader(LoadedModels models, LocalCache cache, TimeProvider time, ILogger<PlanLoader> log)
{
    public async Task<AppliedPlan> LoadAsync(TrafficPlan plan, CancellationToken cancellation)
    {
        var held = new Stack<ScoringModel>();
        try
        {
            var shadowed = plan.Shadows ?? [];
            var loaded = new List<ScoringModel>();
            foreach (var digest in plan.Arms.Select(arm => arm.Model).Concat(shadowed.Select(shadow => shadow.Model)))
            {
                held.Push(await models.HoldAsync(digest, cancellation));
                loaded.Add(held.Peek());
            }

            var weights = plan.Arms.Select(arm => arm.Weight).Concat(shadowed.Select(_ => 0));
            List<(int Weight, ScoringPlan Plan)> served = [.. weights.Zip(loaded, (weight, model) => (weight, model.Plan))];
            var arms = new List<AppliedArm>();
            foreach (var (arm, model) in plan.Arms.Zip(loaded))
            {
                arms.Add(
                    new AppliedArm(
                        arm,
                        model,
                        await ProfileAsync(plan, arm.Version, arm.Profile, cancellation),
                        AnswerShape.Of(model.Plan, arm.Answers, arm.Version, arm.Threshold),
                        plan.KeyColumn,
                        RequestColumns.Of(arm.Version, model.Plan, arm.Columns, served, plan.FormerColumns, time)
                    )
                );
            }

            if (plan.KeyColumn is not null && arms.Find(arm => arm.KeyColumn is null) is { } without)
            {
                throw new PlanRejectedException(
                    $"Plan {plan.Revision}: version {without.Version} has no column '{plan.KeyColumn}' to route by."
                );
            }

            var shadows = new List<AppliedShadow>();
            foreach (var (shadow, model) in shadowed.Zip(loaded.Skip(arms.Count)))
            {
                var columns = RequestColumns.Of(shadow.Version, model.Plan, shadow.Columns, served, plan.FormerColumns, time);
                shadows.Add(
                    new AppliedShadow(
                        shadow,
                        model,
                        await ProfileAsync(plan, shadow.Version, shadow.Profile, cancellation),
                        AnswerShape.Of(model.Plan, shadow.Answers, shadow.Version),
                        arms.TrueForAll(arm => arm.Columns.Covers(columns)) ? null : columns
                    )
                );
            }

            return new AppliedPlan(plan, [.. arms], [.. shadows], time.GetUtcNow());
        }
        catch
        {
            foreach (var model in held)
            {
                model.LetGo();
            }

            throw;
        }
    }

    // Counting in other bins is no reason to refuse a plan.
    private async Task<DatasetProfile?> ProfileAsync(TrafficPlan plan, int version, Digest? profile, CancellationToken cancellation)
    {
        if (profile is not { } digest)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<DatasetProfile>(await cache.ProfileAsync(digest, cancellation), Wire.Options);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.LogWarning(
                "{Deployment}: version {Version} is counted in ordinary bins, since its profile cannot be read: {Reason}",
                plan.Deployment,
                version,
                failure.Message.Split('\n', 2)[0]
            );
            return null;
        }
    }
}
