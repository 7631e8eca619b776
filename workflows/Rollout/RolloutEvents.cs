namespace ServerlessML.Workflows.Rollout;

/// <summary>What a rollout can be told from outside.</summary>
public static class RolloutEvents
{
    /// <summary>A <see cref="RolloutCommand"/>.</summary>
    public const string Command = "rollout-command";

    /// <summary>
    /// Wakes a ramp whose traffic somebody took back, so that it need not bake to the end to notice. Carries who and why.
    /// </summary>
    public const string TakenOver = "traffic-taken-over";
}
