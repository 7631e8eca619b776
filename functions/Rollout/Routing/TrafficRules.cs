using System.Globalization;

namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>
/// What a rollout may ask for, by what splits the traffic and who counts: anything else would hold for ever, and is refused when a
/// definition is put.
/// </summary>
public sealed class TrafficRules(TrafficOptions options)
{
    private const string Remedy = "Leave it out, or run our gateway in the endpoint's deployments";

    private string Target => $"{Setting.Shown(TrafficOptions.TargetSetting)}={options.Target}";

    private string Counts => $"{Target} with {Setting.Shown(TrafficOptions.CountsSetting)}={options.Counts}";

    /// <returns>Each with the traffic router and the guard; none where all can be done.</returns>
    public IReadOnlyList<string> Problems(RolloutPolicy rollout) =>
        options.Target == TrafficOptions.Gateway
            ? []
            : [.. Splits(rollout), .. options.Counts == TrafficOptions.Monitor ? Unfed(rollout) : []];

    private IEnumerable<string> Splits(RolloutPolicy rollout)
    {
        foreach (var step in rollout.Steps.Where(step => step.Weight != Math.Truncate(step.Weight)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"'rollout.steps' has a weight of {step.Weight} %, and {Target} splits in whole percents. Make it whole."
            );
        }

        if (rollout.Aa is not null)
        {
            yield return $"'rollout.aa' needs two arms of one version, which {Target} cannot tell apart. Leave it out.";
        }
    }

    private IEnumerable<string> Unfed(RolloutPolicy rollout)
    {
        if (rollout.Shadow is not null)
        {
            yield return Cannot("rollout.shadow", "what a shadow answered");
        }

        if (rollout.Guardrails?.MaxPredictionShift is not null)
        {
            yield return Cannot("rollout.guardrails.max-shift", "predictions");
        }

        foreach (var floor in rollout.Guardrails?.Floors ?? [])
        {
            yield return Cannot($"rollout.guardrails.floors' of '{floor.Metric}", "predictions to join outcomes with");
        }

        if (rollout.Experiment is { } experiment && !IsCounted(experiment))
        {
            yield return Cannot("rollout.experiment", "predictions to join outcomes with");
        }
    }

    private string Cannot(string what, string missing) =>
        $"'{what}' cannot be fed by {Counts}: Azure Monitor has requests, errors and latency, and no {missing}. {Remedy} and "
        + $"set {Setting.Shown(TrafficOptions.CountsSetting)}={TrafficOptions.Gateway}.";

    // A canary that names its metrics may ask for those that are counted alone.
    private static bool IsCounted(ExperimentPolicy experiment) =>
        experiment is { Method: JudgeMethod.Canary, Canary.Metrics: { Count: > 0 } metrics }
        && metrics.All(measure => measure.Metric is CanaryMeasure.ErrorRate or CanaryMeasure.LatencyP99);
}
