namespace ServerlessML.Workflows.Rollout;

/// <summary>The rollout commands.</summary>
public enum RolloutCommandKind
{
    /// <summary>Stay at this weight; the guardrails are still watched.</summary>
    Pause,
    Resume,

    /// <summary>Go to the next step without waiting for the bake or the experiment; a broken guardrail still turns it back.</summary>
    Skip,

    /// <summary>The champion takes all traffic again.</summary>
    Abort,
}
