namespace ServerlessML.Contracts.Serving;

/// <summary>What a key of the gateway may be good for.</summary>
public static class GatewayRight
{
    /// <summary>Asks for predictions, and what a model takes.</summary>
    public const string Predict = "predict";

    /// <summary>Tells outcomes. They steer rollouts: not for everybody who asks for predictions.</summary>
    public const string Feedback = "feedback";

    /// <summary>Reads state, counts and metrics, and has plans looked at.</summary>
    public const string Observe = "observe";

    public static IReadOnlyList<string> All { get; } = [Predict, Feedback, Observe];
}
