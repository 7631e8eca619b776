namespace ServerlessML.Contracts;

/// <summary>The metrics that are made of predictions and their outcomes; higher is better.</summary>
public static class OutcomeMetric
{
    /// <summary>1 less the squared distance of probability from outcome (Brier), a row.</summary>
    public const string Quality = "quality";

    /// <summary>The outcome itself, 0 or 1: of a conversion, its rate.</summary>
    public const string Outcome = "outcome";

    public static IReadOnlyList<string> Names { get; } = [Quality, Outcome];

    public static MetricKind KindOf(string metric) => metric == Outcome ? MetricKind.Proportion : MetricKind.Mean;
}
