namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>
/// Weights for services that split in whole percents. A finer step is refused, since rounding would expose more or less than was approved.
/// </summary>
internal static class WholePercent
{
    private const int Hundredths = TrafficPlan.WholeWeight / 100;

    /// <returns>Percent by version, without the versions that have none.</returns>
    /// <exception cref="PermanentFailureException">A weight is finer, or a version has two arms.</exception>
    public static IReadOnlyDictionary<int, int> Of(TrafficPlan plan, string service) =>
        plan.Arms.Any(arm => arm.AaControl == true)
            ? throw new PermanentFailureException(
                $"The plan of '{plan.Deployment}' has two arms of one version, which {service} cannot tell apart. Leave "
                    + $"'rollout.aa' out of the pipeline."
            )
            : Percents(plan, service);

    private static Dictionary<int, int> Percents(TrafficPlan plan, string service) =>
        plan
            .Arms.Where(arm => arm.Weight > 0)
            .ToDictionary(
                arm => arm.Version,
                arm =>
                    arm.Weight % Hundredths == 0
                        ? arm.Weight / Hundredths
                        : throw new PermanentFailureException(
                            $"The plan of '{plan.Deployment}' gives version {arm.Version} {arm.Weight / 100.0} %, and {service} "
                                + $"splits in whole percents. Make the pipeline's rollout steps whole."
                        )
            );
}
