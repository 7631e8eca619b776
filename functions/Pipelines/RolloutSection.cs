using ServerlessML.Contracts;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>rollout:</c>.</summary>
internal static class RolloutSection
{
    public static RolloutPolicy Read(YamlSection? section)
    {
        var otherwise = new RolloutPolicy();
        if (section is null)
        {
            return otherwise;
        }

        var steps = section.Sections("steps").Select(Step).ToList();
        for (var index = 1; index < steps.Count; index++)
        {
            if (steps[index].Weight <= steps[index - 1].Weight)
            {
                section.Report("steps", $"'rollout.steps[{index}].weight' must be more than the step's before");
            }
        }

        if (section.Has("steps") && (steps.Count == 0 || steps[^1].Weight != 100))
        {
            section.Report("steps", "the last of 'rollout.steps' must have the weight 100");
        }

        var policy = new RolloutPolicy
        {
            Steps = steps.Count == 0 ? otherwise.Steps : steps,
            MaxErrorRate = section.Optional("max-error-rate", otherwise.MaxErrorRate, value => value.Number(otherwise.MaxErrorRate, 0, 1)),
            MinRequests = section.Optional("min-requests", otherwise.MinRequests, value => value.Integer(0, 0)),
        };
        section.Done();
        return policy;
    }

    private static RolloutStep Step(YamlSection section)
    {
        var step = new RolloutStep
        {
            Weight = section.Required("weight", 100.0, value => value.Number(100, 0.01, 100)),
            Bake = section.Optional("bake", TimeSpan.Zero, value => value.Duration(TimeSpan.Zero)),
        };
        section.Done();
        return step;
    }
}
