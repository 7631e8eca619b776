using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>Makes a plan servable: every model of it verified, loaded and warm, or nothing.</summary>
public sealed class PlanLoader(ModelShelf shelf, TimeProvider time)
{
    public async Task<AppliedPlan> LoadAsync(TrafficPlan plan, Deployment deployment, CancellationToken cancellation)
    {
        var held = new List<ScoringModel>(plan.Arms.Count);
        try
        {
            foreach (var arm in plan.Arms)
            {
                held.Add(await shelf.HoldAsync(arm.Model, cancellation));
            }
        }
        catch
        {
            held.ForEach(model => model.LetGo());
            throw;
        }

        var arms = plan.Arms.Zip(held, (arm, model) => new AppliedArm(
            arm.Version, arm.Version.ToString(CultureInfo.InvariantCulture), arm.Weight, model, deployment.CountsOf(arm.Version)));
        return new AppliedPlan(plan, [.. arms], time.GetUtcNow());
    }
}
