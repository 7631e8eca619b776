using System.Globalization;
using ServerlessML.Contracts.Monitoring;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>rollout:</c>.</summary>
internal static class RolloutSection
{
    public static RolloutPolicy Read(YamlSection? section, LabelDefinition label)
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
                section.Report(
                    "steps",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'rollout.steps[{index}].weight' is {steps[index].Weight}; it must be more than "
                            + $"{steps[index - 1].Weight}, the weight of the step before"
                    )
                );
            }
        }

        if (section.Has("steps") && (steps.Count == 0 || steps[^1].Weight != 100))
        {
            section.Report("steps", "the last of 'rollout.steps' must have the weight 100; add such a step");
        }

        var policy = new RolloutPolicy
        {
            Steps = steps.Count == 0 ? otherwise.Steps : steps,
            MaxErrorRate = section.Optional("max-error-rate", otherwise.MaxErrorRate, value => value.Number(otherwise.MaxErrorRate, 0, 1)),
            MinRequests = section.Optional("min-requests", otherwise.MinRequests, value => value.Integer(0, 0)),
            MaxHold = section.Optional<TimeSpan?>("max-hold", null, value => value.Duration(RolloutPolicy.UsualHold)),
            LookEvery = section.Optional<TimeSpan?>("look-every", null, value => value.Duration(TimeSpan.FromMinutes(1))),
        };
        policy = policy with
        {
            Guardrails = Guardrails(section.Section("guardrails"), policy.MaxErrorRate, label.Task),
            Experiment = ExperimentSection.Read(section.Section("experiment"), policy, label.Task),
        };
        policy = policy with
        {
            Aa = PhaseSections.Aa(section.Section("aa")),
            Shadow = PhaseSections.Shadow(section.Section("shadow"), label.Task),
        };
        if (policy.MaxHold < TimeSpan.FromMinutes(1))
        {
            section.Report("max-hold", "'rollout.max-hold' must be at least 1m");
        }

        if (policy.LookEvery < TimeSpan.FromSeconds(1))
        {
            section.Report("look-every", "'rollout.look-every' must be at least 1s");
        }

        if (policy.IsWatched() && policy.Steps.Any(step => step.Bake < TimeSpan.FromSeconds(1) && step.Weight < 100))
        {
            section.Report("steps", "a step that is watched must bake for at least 1s");
        }

        section.Done();
        return policy;
    }

    private static GuardrailPolicy? Guardrails(YamlSection? section, double maxErrorRate, TaskKind task)
    {
        if (section is null)
        {
            return null;
        }

        var rails = new GuardrailPolicy
        {
            MaxErrorRate = maxErrorRate,
            Alpha = section.Optional("alpha", 0.05, value => value.Number(0.05, 0.0001, 0.5)),
            MaxErrorRatio = section.Optional<double?>("max-error-ratio", null, value => value.Number(2, 1, 1000)),
            MaxP99Milliseconds = section
                .Optional<TimeSpan?>("max-p99", null, value => value.Duration(TimeSpan.FromSeconds(1)))
                ?.TotalMilliseconds,
            MaxPredictionShift = section.Optional<double?>("max-shift", null, value => value.Number(0.1, 0, 1)),
            Floors = [.. section.Sections("floors").Select(floor => Floor(floor, task))],
        };
        section.Done();
        return rails;
    }

    private static MetricFloor Floor(YamlSection section, TaskKind task)
    {
        var metric = section.Required("metric", OutcomeMetric.Quality, value =>
            value.OneOf(OutcomeMetric.Quality, OutcomeMetric.NamesOf(task))
        );
        var floor = new MetricFloor
        {
            Metric = metric,
            Kind = OutcomeMetric.KindOf(metric, task),
            Least = section.Optional<double?>("least", null, value => value.Number(0)),
            MaxLoss = section.Optional<double?>("max-loss", null, value => value.Number(0, 0, 1)),
        };
        if (floor.Least is null && floor.MaxLoss is null)
        {
            section.Report("metric", "a floor needs 'least' or 'max-loss'");
        }

        section.Done();
        return floor;
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
