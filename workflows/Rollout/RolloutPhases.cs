using System.Globalization;

namespace ServerlessML.Workflows.Rollout;

/// <summary>What comes before the first step, in order: the A/A check, then the shadow, each where the plan asks for it.</summary>
internal static class RolloutPhases
{
    public static RolloutPhase? First(RolloutPolicy policy) => policy.Aa is not null ? RolloutPhase.Aa : After(policy, RolloutPhase.Aa);

    /// <summary>Null where the steps begin.</summary>
    public static RolloutPhase? After(RolloutPolicy policy, RolloutPhase phase) =>
        phase == RolloutPhase.Aa && policy.Shadow is not null ? RolloutPhase.Shadow : null;

    /// <summary>Zero where the policy does not ask for the phase.</summary>
    public static TimeSpan Length(RolloutPolicy policy, RolloutPhase phase) =>
        (phase == RolloutPhase.Aa ? policy.Aa?.Duration : policy.Shadow?.Duration) ?? TimeSpan.Zero;

    /// <summary>The share of the A/A control arm, or of the requests that the shadow scores; 0 to 1.</summary>
    public static double Share(RolloutPolicy policy, RolloutPhase phase) =>
        phase == RolloutPhase.Shadow
            ? policy.Shadow?.Share ?? 0
            : (policy.Aa?.Weight ?? (policy.Steps[0].Weight < 100 ? policy.Steps[0].Weight : 50)) / 100;

    public static string Name(RolloutPhase phase) => phase == RolloutPhase.Aa ? "aa" : "shadow";

    public static string Words(RampRequest ramp, RolloutPhase phase) =>
        phase == RolloutPhase.Aa
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"A/A check: version {ramp.Champion} against itself, {Share(ramp.Policy, phase):P2} on its second arm"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"version {ramp.Version} in the shadow of version {ramp.Champion}, with {Share(ramp.Policy, phase):P2} of the requests"
            );

    /// <summary>Why the rollout ends there.</summary>
    public static string Failed(RolloutPhase phase, string seen) =>
        phase == RolloutPhase.Aa
            ? $"the A/A check failed before any traffic was shifted. The champion differs from itself, so the plumbing (routing, "
                + $"counting, or keys that send many requests) is at fault, not the model: {seen}"
            : $"turned back in the shadow, before any traffic was shifted: {seen}";
}
