namespace ServerlessML.Workflows.Rollout;

/// <summary>What a rollout does after a look that shows no failure.</summary>
public enum RolloutMove
{
    /// <summary>Stay at this weight.</summary>
    Hold,

    /// <summary>The next step, or the end.</summary>
    Advance,

    /// <summary>The champion's plan.</summary>
    Back,
}
