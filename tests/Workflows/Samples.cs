using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Workflows;

internal static class Samples
{
    public static Digest Of(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));

    public static PipelineDefinition Pipeline(int approvals) => new()
    {
        Name = "flights",
        Data = new()
        {
            Columns = [new() { Name = "distance", Type = ColumnType.Number }],
            Label = new() { Name = "late", Values = ["0", "1"] },
        },
        Training = new() { Heartbeat = TimeSpan.FromSeconds(30), Deadline = TimeSpan.FromHours(1), MaxAttempts = 2 },
        Evaluation = new() { MinAuc = 0.66, MinGain = 0.002 },
        Approval = new() { Approvals = approvals, Expires = TimeSpan.FromDays(2) },
        Rollout = new() { Steps = [new() { Weight = 10, Bake = TimeSpan.FromMinutes(30) }, new() { Weight = 100, Bake = TimeSpan.FromMinutes(5) }], MinRequests = 10 },
    };

    public static EvaluationReport Evaluation(double auc, double? gain, int? champion = null) => new()
    {
        RunId = "flights-1",
        Rows = 1000,
        ClassRows = [800, 200],
        Candidate = Score(auc, null),
        Champion = gain is null ? null : Score(auc - gain.Value, champion ?? 1),
        Differences = gain is { } value ? new Dictionary<string, MeasureDifference> { ["auc"] = new(value, value - 0.01, value + 0.01, 0.01) } : new(),
    };

    public static TrainRequest Training() => TrainingPlan.For(Request, Pipeline(1));

    public static LifecycleRequest Request { get; } = new()
    {
        RunId = "flights-1", Pipeline = "flights", Batch = "b1", Definition = Of("definition"), Dataset = Of("dataset"), StartedBy = "test",
    };

    public static TrainingResult Trained { get; } = new()
    {
        Model = Of("model"), Metrics = Of("metrics"), Environment = Of("environment"), ModelBytes = 1, Rows = 1, Steps = 1, StepsPerSecond = 1, TrainingSeconds = 1, TotalSeconds = 1,
    };

    private static ModelScore Score(double auc, int? version) => new()
    {
        Model = Of($"model {version}"), Version = version, Measures = new Dictionary<string, MeasureScore> { ["auc"] = new(auc, auc, auc) }, Bytes = 1,
    };
}
