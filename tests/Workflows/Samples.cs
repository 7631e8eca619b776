using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Tests.Experiments.Evaluation;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Workflows;

internal static class Samples
{
    public static Digest Of(string text) => GateSamples.Of(text);

    public static PipelineDefinition Pipeline(int approvals) => GateSamples.Pipeline(approvals);

    public static EvaluationReport Evaluation(double auc, double? gain, int? champion = null) =>
        GateSamples.Evaluation(auc, gain, champion);

    public static TrainRequest Training() => TrainingPlan.For(Request, Pipeline(1), null);

    public static LifecycleRequest Request { get; } =
        new()
        {
            RunId = "flights-1",
            Pipeline = "flights",
            Batch = "b1",
            Definition = Of("definition"),
            Dataset = Of("dataset"),
            StartedBy = "test",
        };

    public static TrainingResult Trained { get; } =
        new()
        {
            Model = Of("model"),
            Metrics = Of("metrics"),
            Environment = Of("environment"),
            ModelBytes = 1,
            Rows = 1,
            Steps = 1,
            StepsPerSecond = 1,
            TrainingSeconds = 1,
            TotalSeconds = 1,
        };
}
