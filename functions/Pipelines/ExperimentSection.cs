using System.Globalization;
using ServerlessML.Contracts.Monitoring;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>rollout.experiment:</c>.</summary>
internal static class ExperimentSection
{
    private const string Sequence = "confidence-sequence";
    private const string Msprt = "msprt";
    private const string Group = "group-sequential";
    private const string Canary = "canary";

    public static ExperimentPolicy? Read(YamlSection? section, RolloutPolicy rollout, TaskKind task)
    {
        if (section is null)
        {
            return null;
        }

        var metric = section.Optional("metric", OutcomeMetric.Quality, value =>
            value.OneOf(OutcomeMetric.Quality, OutcomeMetric.NamesOf(task))
        );
        var method = section.Optional("method", Sequence, value => value.OneOf(Sequence, [Sequence, Msprt, Group, Canary]));
        var otherwise = new ExperimentPolicy { Metric = metric };
        var experiment = otherwise with
        {
            Kind = OutcomeMetric.KindOf(metric, task),
            Method = method switch
            {
                Msprt => JudgeMethod.Msprt,
                Group => JudgeMethod.GroupSequential,
                Canary => JudgeMethod.Canary,
                _ => null,
            },
            Margin = section.Optional<double?>("margin", null, value => value.Number(0, 0, 0.99)),
            Alpha = section.Optional("alpha", otherwise.Alpha, value => value.Number(otherwise.Alpha, 0.0001, 0.5)),
            Tuning = section.Optional("tuning", otherwise.Tuning, value => value.Number(otherwise.Tuning, 10)),
            MinPerArm = section.Optional("min-outcomes", (int)otherwise.MinPerArm, value => value.Integer((int)otherwise.MinPerArm, 2)),
            Horizon = section.Optional("horizon", otherwise.Horizon, value => value.Duration(otherwise.Horizon)),
            Effect = section.Optional<double?>("effect", null, value => value.Number(0.01, 0.000001, 1)),
            Cuped = section.Optional<TimeSpan?>("cuped", null, value => value.Duration(TimeSpan.FromDays(7))),
            Design = Design(section.Section(Group)),
            Canary = Scores(section.Section(Canary), task),
            AtHorizon = section.Optional("at-horizon", "ask", value => value.OneOf("ask", ["ask", "roll-back", "accept"])) switch
            {
                "roll-back" => HorizonRule.RollBack,
                "accept" => HorizonRule.Accept,
                _ => HorizonRule.Ask,
            },
        };
        foreach (var (key, problem) in Misfits(section, method, experiment, rollout))
        {
            section.Report(key, problem);
        }

        section.Done();
        return experiment;
    }

    private static IEnumerable<(string Key, string Problem)> Misfits(
        YamlSection section,
        string method,
        ExperimentPolicy experiment,
        RolloutPolicy rollout
    )
    {
        (string Key, string[] Methods)[] only =
        [
            ("tuning", [Sequence]),
            ("effect", [Msprt]),
            (Group, [Group]),
            (Canary, [Canary]),
            ("margin", [Sequence, Msprt, Group]),
            ("alpha", [Sequence, Msprt, Group]),
            ("min-outcomes", [Sequence, Msprt, Group]),
            ("cuped", [Sequence, Msprt, Group]),
        ];
        foreach (var (key, methods) in only)
        {
            if (section.Has(key) && !methods.Contains(method))
            {
                yield return (
                    key,
                    $"'rollout.experiment.{key}' has no meaning with 'method: {method}'; it belongs to {string.Join(", ", methods)}"
                );
            }
        }

        if (experiment.Cuped is { } past && (past < TimeSpan.FromMinutes(1) || past > TimeSpan.FromDays(31)))
        {
            yield return ("cuped", "'rollout.experiment.cuped' must be 1m to 31d: how long before the rollout the covariate is measured");
        }

        if (method == Msprt && experiment.Effect is null)
        {
            yield return (
                "method",
                "'method: msprt' needs 'rollout.experiment.effect': the least difference that matters, in the metric's units"
            );
        }

        if (method == Group && experiment.Design is null)
        {
            yield return (
                "method",
                "'method: group-sequential' needs 'rollout.experiment.group-sequential.outcomes': how many of both arms end a step's design"
            );
        }

        if (section.Has("method") && rollout.Steps.All(step => step.Weight >= 100))
        {
            yield return ("method", "an experiment compares two arms: 'rollout.steps' needs one with a weight below 100");
        }

        if (
            method == Canary
            && rollout.Steps.FirstOrDefault(step => step.Weight < 100 && Stretches(step, rollout) < (experiment.Canary ?? new()).Intervals)
                is { } hasty
        )
        {
            yield return (
                "method",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'method: canary' needs {(experiment.Canary ?? new()).Intervals} looks in each step, and the one of "
                        + $"{hasty.Weight} % has {Stretches(hasty, rollout)}: look more often ('rollout.look-every'), or bake longer"
                )
            );
        }
    }

    private static int Stretches(RolloutStep step, RolloutPolicy rollout) =>
        rollout.LookEvery is { } every && every > TimeSpan.Zero ? (int)(step.Bake / every) : 1;

    private static SequentialDesign? Design(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var otherwise = new SequentialDesign { Units = 0 };
        var design = otherwise with
        {
            Units = section.Required("outcomes", 1000, value => value.Integer(1000, 20)),
            Analyses = section.Numbers("analyses") is { Count: > 0 } parts ? parts : otherwise.Analyses,
            Spending =
                section.Optional("spending", "obrien-fleming", value => value.OneOf("obrien-fleming", ["obrien-fleming", "pocock"]))
                == "pocock"
                    ? AlphaSpending.Pocock
                    : AlphaSpending.OBrienFleming,
        };
        if (
            design.Analyses[0] <= 0
            || design.Analyses[^1] != 1
            || design.Analyses.Zip(design.Analyses.Skip(1)).Any(pair => pair.First >= pair.Second)
        )
        {
            section.Report("analyses", "'rollout.experiment.group-sequential.analyses' must ascend from above 0 to 1");
        }

        section.Done();
        return design;
    }

    private static CanaryPolicy? Scores(YamlSection? section, TaskKind task)
    {
        if (section is null)
        {
            return null;
        }

        var otherwise = new CanaryPolicy();
        var canary = otherwise with
        {
            PassScore = section.Optional("pass", otherwise.PassScore, value => value.Number(otherwise.PassScore, 0, 100)),
            MarginalScore = section.Optional("marginal", otherwise.MarginalScore, value => value.Number(otherwise.MarginalScore, 0, 100)),
            // Ranks of fewer show nothing at the confidence that is asked of them.
            Intervals = section.Optional("intervals", otherwise.Intervals, value => value.Integer(otherwise.Intervals, 5, 100)),
            Alpha = section.Optional<double?>("alpha", null, value => value.Number(0.05, 0.0001, 0.5)),
            Metrics = [.. section.Sections("metrics").Select(measure => Measure(measure, task))],
        };
        if (canary.MarginalScore > canary.PassScore)
        {
            section.Report("marginal", "'rollout.experiment.canary.marginal' must be at most 'pass'");
        }

        if (canary.Metrics.GroupBy(measure => measure.Metric).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            section.Report("metrics", $"'rollout.experiment.canary.metrics' names '{twice.Key}' twice");
        }

        section.Done();
        return canary;
    }

    private static CanaryMeasure Measure(YamlSection section, TaskKind task)
    {
        var measure = new CanaryMeasure
        {
            Metric = section.Required("metric", OutcomeMetric.Quality, value =>
                value.OneOf(OutcomeMetric.Quality, [.. CanaryMeasure.Known.Except(OutcomeMetric.Names.Except(OutcomeMetric.NamesOf(task)))])
            ),
            Weight = section.Optional("weight", 1.0, value => value.Number(1, 0.01, 100)),
            Critical = section.Optional("critical", false, value => value.Boolean(false)),
            Allow = section.Optional("allow", 0.0, value => value.Number(0, 0, 10)),
        };
        section.Done();
        return measure;
    }
}
