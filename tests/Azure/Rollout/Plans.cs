namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>Traffic plans of the deployment <c>flights</c>.</summary>
internal static class Plans
{
    /// <param name="weights">In percent.</param>
    public static TrafficPlan Of(params (int Version, double Weight)[] weights) =>
        new()
        {
            Deployment = AppWorld.Name,
            Revision = 1,
            Salt = "salt",
            By = "run",
            Reason = "step",
            ChangeId = "run:step-1",
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Arms =
            [
                .. weights.Select(arm => new TrafficArm
                {
                    Version = arm.Version,
                    Model = Digest.Of([1]),
                    Weight = (int)Math.Round(arm.Weight * 100),
                }),
            ],
        };
}
