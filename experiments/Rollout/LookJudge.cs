namespace ServerlessML.Experiments.Rollout;

/// <summary>
/// Judges a look by what it is of: the A/A check, the shadow, or a step. Pure, so that a rollout that is over can be judged again under
/// another policy.
/// </summary>
public static class LookJudge
{
    /// <param name="policy">The plan whose limits hold; one that does not ask for the look's phase goes on.</param>
    /// <param name="look">As it was kept.</param>
    /// <param name="before">Evidence of the steps before.</param>
    /// <param name="last">Evidence of the look before, of the same step.</param>
    public static LookVerdict Judge(RolloutPolicy policy, RolloutLook look, RolloutEvidence before, RolloutEvidence last) =>
        look.Phase switch
        {
            RolloutPhase.Aa => policy.Aa is { } check ? AaJudge.Judge(check, look) : Unasked,
            RolloutPhase.Shadow => policy.Shadow is { } shadow ? ShadowJudge.Judge(shadow, look) : Unasked,
            _ => EvidenceJudge.Judge(policy, BasisOf(policy, look, before, last)),
        };

    private static LookVerdict Unasked => new() { Outcome = LookOutcome.Success, Findings = [] };

    internal static LookBasis BasisOf(RolloutPolicy policy, RolloutLook look, RolloutEvidence before, RolloutEvidence last) =>
        new()
        {
            Share = look.Share,
            Control = look.Control,
            Treated = look.Treated,
            Before = before,
            Last = last,
            // A plan that another policy is tried on may have fewer steps.
            IsImmediate = policy.Steps.ElementAtOrDefault(look.Step)?.IsImmediate(policy.MinRequests) == true,
            Unavailable = look.Unavailable,
            Steps = Math.Max(1, policy.Steps.Count(step => step.Weight < 100)),
        };
}
