namespace ServerlessML.Functions.Rollout;

/// <summary>The arms of a release: the champion first, so that a ramp moves routing keys only towards the new version.</summary>
internal static class ReleaseArms
{
    public static async Task<IReadOnlyList<TrafficArm>> ForAsync(
        ModelRegistry models, string pipeline, int version, int? champion, int weight, CancellationToken cancellation, bool aa = false)
    {
        var candidate = await models.GetAsync(pipeline, version, cancellation);
        if (champion is not { } established)
        {
            return [new() { Version = version, Model = candidate.Model, Profile = candidate.Profile, Answers = candidate.Answers, Weight = TrafficPlan.WholeWeight }];
        }

        // The champion stays, at zero if need be: its model stays loaded, which makes going back a matter of a plan.
        var known = await models.GetAsync(pipeline, established, cancellation);
        if (aa)
        {
            return
            [
                new() { Version = established, Model = known.Model, Profile = known.Profile, Answers = known.Answers, Weight = TrafficPlan.WholeWeight - weight },
                new() { Version = established, Model = known.Model, Profile = known.Profile, Answers = known.Answers, Weight = weight, AaControl = true },
                new() { Version = version, Model = candidate.Model, Profile = candidate.Profile, Answers = candidate.Answers, Weight = 0 },
            ];
        }

        return
        [
            new() { Version = established, Model = known.Model, Profile = known.Profile, Answers = known.Answers, Weight = TrafficPlan.WholeWeight - weight },
            new() { Version = version, Model = candidate.Model, Profile = candidate.Profile, Answers = candidate.Answers, Weight = weight },
        ];
    }
}
