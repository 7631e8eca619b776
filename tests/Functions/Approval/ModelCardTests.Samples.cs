using System.Xml.Linq;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Approval.Card;

namespace ServerlessML.Tests.Functions.Approval;

public sealed partial class ModelCardTests
{
    private static ModelCard TaskCard(TaskKind task, string value)
    {
        var evidence = Samples(value, hasChampion: true);
        var measures = new Dictionary<string, MeasureScore> { ["log-loss"] = new(0.5, 0.4, 0.6), [$"recall:{value}"] = new(0.5) };
        var score = evidence.Evaluation.Candidate with { Measures = measures };
        var slice = evidence.Evaluation.Slices[0] with { Measure = "log-loss", Candidate = 0.5, Champion = 0.6 };
        var report = evidence.Evaluation with
        {
            Task = task,
            Measure = "log-loss",
            Candidate = score,
            Champion = score with { Version = 3 },
            Fairness = [],
            Slices = [slice],
            ClassRows = task == TaskKind.MultiClass ? [10, 20] : null,
            Differences = new Dictionary<string, MeasureDifference> { ["log-loss"] = new(-0.1, -0.2, -0.05, 0.0001) },
        };
        var detail = new ModelDetail
        {
            LatencyP50Ms = 0.01,
            LatencyP99Ms = 0.05,
            Calibration = task == TaskKind.MultiClass ? [new(10, 0.5, 0.6)] : [],
            Classes =
                task == TaskKind.MultiClass
                    ?
                    [
                        new()
                        {
                            Class = value,
                            Rows = 10,
                            Called = [8, 2],
                            Recall = 0.8,
                        },
                        new()
                        {
                            Class = "b",
                            Rows = 20,
                            Called = [0, 20],
                        },
                    ]
                    : null,
            Residuals =
                task == TaskKind.Regression
                    ? new()
                    {
                        Quantiles = [-3, -2, -1, 0, 1, 2, 3],
                        Bins = [new(10, 5, 5, 5, 5)],
                        Points = [new(5, 5)],
                    }
                    : null,
        };
        return new(
            Digest.Of([1]),
            evidence with
            {
                Evaluation = report,
            },
            new()
            {
                Candidate = detail,
                Champion = detail,
                Importance = [new(value, 0.1, 0.01)],
            }
        );
    }

    private static List<XElement> Pictures(string html)
    {
        List<XElement> pictures = [];
        for (
            var from = html.IndexOf("<svg", StringComparison.Ordinal);
            from >= 0;
            from = html.IndexOf("<svg", from + 1, StringComparison.Ordinal)
        )
        {
            pictures.Add(
                XElement.Parse(
                    html[from..(html.IndexOf("</svg>", from, StringComparison.Ordinal) + 6)]
                        .Replace("&nbsp;", " ", StringComparison.Ordinal)
                )
            );
        }

        return pictures;
    }

    private static ModelCard Card(string value, bool hasChampion) =>
        new(
            Digest.Of([1]),
            Samples(value, hasChampion),
            new()
            {
                Candidate = Detail(),
                Champion = hasChampion ? Detail() : null,
                Importance = [new(value, 0.1, 0.01), new("b", -0.01, 0.02)],
                McNemar = new(10, 5, 0.3),
            }
        );

    private static ModelDetail Detail() =>
        new()
        {
            Roc = [new(0, 0), new(0.2, 0.7), new(1, 1)],
            Precision = [new(0.1, 0.9), new(1, 0.2)],
            Calibration = [new(10, 0.1, 0.12), new(5, 0.8, 0.7)],
            LatencyP50Ms = 0.01,
            LatencyP99Ms = 0.05,
        };

    private static Evidence Samples(string value, bool hasChampion)
    {
        var digest = Digest.Of([2]);
        var measures = new Dictionary<string, MeasureScore>
        {
            ["auc"] = new(0.7, 0.69, 0.71),
            ["log-loss"] = new(0.4, 0.39, 0.41),
            ["average-precision"] = new(0.5),
        };
        var score = new ModelScore
        {
            Model = digest,
            Measures = measures,
            Bytes = 1000,
        };
        var difference = new MeasureDifference(0.01, 0.005, 0.015, 0.001);
        return new()
        {
            RunId = "flights-1",
            Pipeline = "flights",
            Definition = digest,
            Dataset = digest,
            Model = digest,
            Validation = digest,
            Environment = digest,
            Champion = hasChampion ? 3 : null,
            Verdict = new()
            {
                Outcome = VerdictOutcome.Ask,
                Reasons =
                [
                    new()
                    {
                        Measure = "auc",
                        Value = 0.7,
                        Limit = 0.6,
                        Holds = true,
                        Message = value,
                    },
                ],
            },
            Cost = new(1000, 20, 1.5, 2),
            CodeVersion = "1.0",
            Evaluation = new()
            {
                RunId = "flights-1",
                Rows = 1000,
                ClassRows = [800, 200],
                Candidate = score,
                Champion = hasChampion ? score with { Version = 3 } : null,
                Differences = hasChampion ? new Dictionary<string, MeasureDifference> { ["auc"] = difference } : new(),
                Slices =
                [
                    new()
                    {
                        Column = "weekday",
                        Value = value,
                        Rows = 100,
                        Candidate = 0.7,
                        Champion = 0.69,
                        Difference = difference,
                        AdjustedPValue = 0.004,
                    },
                ],
                Fairness =
                [
                    new()
                    {
                        Column = "weekday",
                        ParityDifference = new(0.1, 0.05, 0.15),
                        Groups = [value, "Tue"],
                    },
                ],
            },
        };
    }
}
