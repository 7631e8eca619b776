using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Experiments.Evaluation;

/// <summary>What the promotion gate is asked; the tests of workflows, whose runs it decides, have it too.</summary>
internal static class GateSamples
{
    public static Digest Of(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));

    public static PipelineDefinition Pipeline(int approvals) =>
        new()
        {
            Name = "flights",
            Data = new()
            {
                Columns = [new() { Name = "distance", Type = ColumnType.Number }],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
            Training = new()
            {
                Heartbeat = TimeSpan.FromSeconds(30),
                Deadline = TimeSpan.FromHours(1),
                MaxAttempts = 2,
            },
            Evaluation = new() { MinAuc = 0.66, MinGain = 0.002 },
            Approval = new() { Approvals = approvals, Expires = TimeSpan.FromDays(2) },
            Rollout = new()
            {
                Steps = [new() { Weight = 10, Bake = TimeSpan.FromMinutes(30) }, new() { Weight = 100, Bake = TimeSpan.FromMinutes(5) }],
                MinRequests = 10,
            },
        };

    public static EvaluationReport Evaluation(double auc, double? gain, int? champion = null) =>
        new()
        {
            RunId = "flights-1",
            Rows = 1000,
            ClassRows = [800, 200],
            Candidate = Score(auc, null),
            Champion = gain is null ? null : Score(auc - gain.Value, champion ?? 1),
            Differences = gain is { } value
                ? new Dictionary<string, MeasureDifference> { ["auc"] = new(value, value - 0.001, value + 0.001, 0.01) }
                : new(),
        };

    private static ModelScore Score(double auc, int? version) =>
        new()
        {
            Model = Of($"model {version}"),
            Version = version,
            Bytes = 1,
            Measures = new Dictionary<string, MeasureScore>
            {
                ["auc"] = new(auc, auc, auc),
                ["skill"] = new(0.1, 0.08, 0.12),
                ["calibration-slope"] = new(1, 0.9, 1.1),
                ["observed-to-expected"] = new(1, 0.9, 1.1),
            },
        };
}
