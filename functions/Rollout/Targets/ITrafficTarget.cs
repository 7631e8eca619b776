namespace ServerlessML.Functions.Rollout.Targets;

/// <summary>What splits a deployment's traffic. The plan document is the truth; a target is made to be as it says.</summary>
public interface ITrafficTarget
{
    /// <summary>The weights of the plan, forwards or back: one way for both. A target that is so already is left alone.</summary>
    /// <exception cref="PermanentFailureException">The target cannot do what the plan says; the message says what to do.</exception>
    Task ApplyAsync(TrafficPlan plan, CancellationToken cancellation);
}
