using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Rollout;

namespace ServerlessML.Contracts.Monitoring;

/// <summary>The metrics that are made of predictions and their outcomes; higher is better.</summary>
public static class OutcomeMetric
{
    /// <summary>
    /// A row's: of a probability 1 less its squared distance from the outcome (Brier); of classes 1 where the likeliest came, otherwise 0;
    /// of a number 1 less the squared error over the label's variance (<see cref="ModelAnswers.Variance"/>), whose mean is the share of
    /// that variance that is explained.
    /// </summary>
    public const string Quality = "quality";

    /// <summary>The outcome itself, 0 or 1: of a conversion, its rate; of a number, its mean. Classes have none.</summary>
    public const string Outcome = "outcome";

    public static IReadOnlyList<string> Names { get; } = [Quality, Outcome];

    public static IReadOnlyList<string> NamesOf(TaskKind task) => task == TaskKind.MultiClass ? [Quality] : Names;

    public static MetricType KindOf(string metric, TaskKind task = TaskKind.Binary) =>
        task switch
        {
            TaskKind.MultiClass => MetricType.Proportion,
            TaskKind.Regression => MetricType.Mean,
            _ => metric == Outcome ? MetricType.Proportion : MetricType.Mean,
        };
}
