namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>Splits a deployment's traffic. The plan document is the truth; a router is made to be as it says.</summary>
public interface ITrafficRouter
{
    /// <summary>Whether it follows the plan documents by itself, so that nothing is to be applied.</summary>
    bool ReadsPlans { get; }

    /// <summary>Sets the weights of the plan, forwards or back: one way for both. A router that is so already is left alone.</summary>
    /// <exception cref="PermanentFailureException">The router cannot do what the plan says; the message says what to do.</exception>
    Task ApplyAsync(TrafficPlan plan, CancellationToken cancellation);
}
