using System.Text;
using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Plans;

/// <summary>Reads plan documents, strictly enough that whatever is returned can be applied.</summary>
public static class PlanDocument
{
    /// <param name="json">The document's bytes.</param>
    /// <param name="deployment">Whose plan it should be; null takes any.</param>
    /// <exception cref="PlanRejectedException">It is not a plan, or has problems, or is another deployment's.</exception>
    public static TrafficPlan Parse(ReadOnlySpan<byte> json, string? deployment)
    {
        TrafficPlan? plan;
        try
        {
            plan = JsonSerializer.Deserialize<TrafficPlan>(json, Wire.Options);
        }
        catch (JsonException malformed)
        {
            throw new PlanRejectedException($"The plan is not a traffic plan: {malformed.Message}", malformed);
        }

        // 'required' lets an explicit null through.
        if (
            plan is null
            || plan.Deployment is null
            || plan.Salt is null
            || plan.Arms is null
            || plan.Arms.Any(arm => arm is null)
            || plan.Arms.Any(arm => arm.Buckets?.Any(range => range is null) == true)
            || plan.Shadows?.Any(shadow => shadow is null) == true
        )
        {
            throw new PlanRejectedException("The plan has a null where a value is required.");
        }

        var problems = plan.Problems().ToList();
        if (deployment is not null && plan.Deployment != deployment)
        {
            problems.Add($"the plan is for '{plan.Deployment}', not for '{deployment}'");
        }

        if (plan.Arms.Count > TrafficSplit.MostArms)
        {
            problems.Add($"the plan has {plan.Arms.Count} arms, and a gateway takes at most {TrafficSplit.MostArms}");
        }

        if (Encoding.UTF8.GetByteCount(plan.Salt) > TrafficSplit.LongestSalt)
        {
            problems.Add($"the salt has more than {TrafficSplit.LongestSalt} bytes");
        }

        return problems.Count == 0 ? plan : throw new PlanRejectedException($"Plan {plan.Revision}: {string.Join("; ", problems)}.");
    }
}
