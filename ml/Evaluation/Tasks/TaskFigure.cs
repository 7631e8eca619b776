using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation.Tasks;

/// <summary>A measure of one model's answers, as a figure of weighted rows.</summary>
/// <param name="Name">As <see cref="TaskMeasure"/> has it.</param>
/// <param name="Of">Not a number where the rows give it no value.</param>
public sealed record TaskFigure(string Name, WeightedStatistic Of);
