using ServerlessML.Contracts.Serving;

namespace ServerlessML.Functions.Rollout;

/// <summary>The arms of a release: the champion first, so that a ramp moves routing keys only towards the new version.</summary>
internal static class ReleaseArms
{
    public static async Task<IReadOnlyList<TrafficArm>> ForAsync(
        ModelRegistry models,
        string pipeline,
        int version,
        int? champion,
        int weight,
        CancellationToken cancellation,
        bool aa = false
    )
    {
        var candidate = await models.GetAsync(pipeline, version, cancellation);
        if (champion is not { } established)
        {
            return [Of(candidate, TrafficPlan.WholeWeight)];
        }

        // The champion stays, at zero if need be: its model stays loaded, which makes going back a matter of a plan.
        var known = await models.GetAsync(pipeline, established, cancellation);
        var rest = Of(known, TrafficPlan.WholeWeight - weight);
        return aa ? [rest, Of(known, weight) with { AaControl = true }, Of(candidate, 0)] : [rest, Of(candidate, weight)];
    }

    public static TrafficArm Of(ModelVersion version, int weight) =>
        new()
        {
            Version = version.Version,
            Model = version.Model,
            Profile = version.Profile,
            Answers = version.Answers,
            Columns = version.Columns,
            Threshold = version.Threshold?.Value,
            Weight = weight,
        };
}
