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
            var arms = new List<AppliedArm>();
            foreach (var arm in plan.Arms)
            {
                held.Push(await models.HoldAsync(arm.Model, cancellation));
                arms.Add(new AppliedArm(arm, held.Peek(), await ProfileAsync(plan, arm.Version, arm.Profile, cancellation),
                    AnswerShape.Of(held.Peek().Plan, arm.Answers, arm.Version), plan.KeyColumn));
            }

            if (plan.KeyColumn is not null && arms.Find(arm => arm.KeyColumn is null) is { } without)
            {
                throw new PlanRejectedException($"Plan {plan.Revision}: version {without.Version} has no column '{plan.KeyColumn}' to route by.");
            }

            var shadows = new List<AppliedShadow>();
            foreach (var shadow in plan.Shadows ?? [])
            {
                held.Push(await models.HoldAsync(shadow.Model, cancellation));
                shadows.Add(new AppliedShadow(shadow, held.Peek(), await ProfileAsync(plan, shadow.Version, shadow.Profile, cancellation),
                    AnswerShape.Of(held.Peek().Plan, shadow.Answers, shadow.Version)));
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
            log.LogWarning("{Deployment}: version {Version} is counted in ordinary bins, since its profile cannot be read: {Reason}",
                plan.Deployment, version, failure.Message.Split('\n', 2)[0]);
            return null;
        }
    }
}
