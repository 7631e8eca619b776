using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Experiments.Evaluation;

/// <summary>What the promotion gate is asked; the tests of workflows, whose runs it decides, have it too.</summary>
internal static class GateSamples
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
        Positives = 200,
        Candidate = Score(auc, null),
        Champion = gain is null ? null : Score(auc - gain.Value, champion ?? 1),
        Difference = gain is null ? null : new() { Difference = gain.Value, Low = gain.Value - 0.01, High = gain.Value + 0.01, PValue = 0.01 },
    };

    private static ModelScore Score(double auc, int? version) => new()
    {
        Model = Of($"model {version}"), Version = version, Auc = auc, AucLow = auc, AucHigh = auc, LogLoss = 1, Brier = 1, Accuracy = 1, CalibrationError = 0, Bytes = 1,
    };
}
