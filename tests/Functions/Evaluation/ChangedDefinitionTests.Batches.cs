using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Approval.Card;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Ml.Onnx;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Tests.Functions.Evaluation;

public sealed partial class ChangedDefinitionTests
{
    private static Evidence EvidenceOf(EvaluationReport report) =>
        new()
        {
            RunId = "second",
            Pipeline = "p",
            Definition = Digest.Of([1]),
            Dataset = Digest.Of([2]),
            Model = report.Candidate.Model,
            Validation = Digest.Of([3]),
            Environment = Digest.Of([4]),
            Champion = report.Champion?.Version,
            Evaluation = report with { Verdict = null },
            Verdict = report.Verdict!,
        };

    /// <summary>Promotes a champion of one definition, and evaluates a candidate of another over a batch.</summary>
    private async Task<EvaluationReport> EvaluateAsync(
        IReadOnlyList<ColumnDefinition> before,
        LabelDefinition labelBefore,
        IReadOnlyList<ColumnDefinition> now,
        LabelDefinition label,
        string header,
        EvaluatedRows? on = null
    )
    {
        var content = bench.Storage.Content;
        var definition = new PipelineDefinition
        {
            Name = bench.NewName(),
            Data = new() { Columns = now, Label = label },
            Approval = new() { Approvals = 0 },
            Evaluation = new()
            {
                Holdout = 0.5,
                MinGain = -1,
                MinAuc = 0,
                On = on,
                Limits = QualityMeasure
                    .Of(label.Task, [])
                    .Where(measure => measure.Floor is not null && measure.Name != QualityMeasure.Auc)
                    .ToDictionary(measure => measure.Name, measure => measure.IsLoss || measure.Aim is not null ? 1000.0 : -1000),
                Unproven = new() { Otherwise = UnprovenRule.Accept },
            },
        };
        var old = definition with
        {
            Data = new() { Columns = before, Label = labelBefore },
        };
        var champion = await content.PutAsync(Model(before, labelBefore));
        var evidence = await content.PutJsonAsync(
            new Evidence
            {
                RunId = "first",
                Pipeline = definition.Name,
                Definition = await content.PutJsonAsync(old),
                Dataset = Digest.Of([2]),
                Model = champion,
                Validation = Digest.Of([3]),
                Environment = Digest.Of([4]),
                Verdict = new() { Outcome = VerdictOutcome.Promote, Reasons = [] },
                Evaluation = new()
                {
                    RunId = "first",
                    Rows = 10,
                    Candidate = new()
                    {
                        Model = champion,
                        Bytes = 1,
                        Measures = new Dictionary<string, MeasureScore> { ["log-loss"] = new(0.5), ["auc"] = new(0.81) },
                    },
                },
            }
        );
        await bench.PromoteAsync(
            Workbench.ClaimOf(definition.Name, $"{definition.Name}-first") with
            {
                Model = champion,
                Evidence = evidence,
            }
        );
        async Task<DataFile> FileAsync(int seed, int? place)
        {
            var file = Encoding.UTF8.GetBytes(Batch(header, label, seed));
            return new()
            {
                Name = "b.csv",
                Format = DataFormat.Csv,
                Bytes = file.Length,
                Digest = await content.PutAsync(file),
                Place = place,
            };
        }

        DatasetManifest dataset = new() { Pipeline = definition.Name, Files = [await FileAsync(7, null)] };
        var window = on is null ? null : dataset with { Files = [await FileAsync(8, 0), await FileAsync(7, 1)] };
        return await new EvaluateCandidate(content, bench.Models, bench.Manifests, bench.Pipelines, TimeProvider.System).RunAsync(
            new()
            {
                RunId = $"{definition.Name}-second",
                Pipeline = definition.Name,
                Definition = await content.PutJsonAsync(definition),
                Dataset = await content.PutJsonAsync(dataset),
                Window = window is null ? null : await content.PutJsonAsync(window),
                Model = await content.PutAsync(Model(now, label)),
            },
            default
        );
    }

    /// <summary>The zone says three of four labels.</summary>
    private static string Batch(string header, LabelDefinition label, int seed)
    {
        var random = new Random(seed);
        var columns = header.Split(',');
        var text = new StringBuilder(string.Join(',', columns[..^1].Select(column => column.Split(':')[^1])) + $",{label.Name}\n");
        for (var row = 0; row < Rows; row++)
        {
            var isNorth = random.Next(2) == 0;
            var late = random.NextDouble() < (isNorth ? 0.75 : 0.25) ? 1 : 0;
            var shown =
                label.Task == TaskKind.MultiClass && row % 3 == 0 ? label.Values[2]
                : label.Values.Count > 0 ? label.Values[late]
                : $"{late + random.NextDouble():F3}";
            text.Append(
                    string.Join(
                        ',',
                        columns[..^1]
                            .Select(column =>
                                column switch
                                {
                                    "level" => random.NextDouble().ToString("F6", CultureInfo.InvariantCulture),
                                    "rain" => random.Next(10).ToString(CultureInfo.InvariantCulture),
                                    "code:zone" => isNorth ? "1" : "2",
                                    _ => isNorth ? "north" : "south",
                                }
                            )
                    )
                )
                .Append(',')
                .Append(shown)
                .Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// A model whose logit is 1 in the north and -1 elsewhere where it takes a text, and a hundredth of its first number where it takes
    /// none.
    /// </summary>
    private static byte[] Model(IReadOnlyList<ColumnDefinition> columns, LabelDefinition label)
    {
        Axis[] column = ["N", 1];
        var graph = new GraphBuilder("changed");
        var inputs = columns
            .Select(known =>
                (
                    known.Type,
                    Value: graph.Input(
                        known.Name,
                        known.Type == ColumnType.Category ? TensorElementType.String : TensorElementType.Float,
                        column
                    )
                )
            )
            .ToList();
        var logit = inputs.Find(input => input.Type == ColumnType.Category).Value is { Name: not null } text
            ? graph.Cast(graph.LookUp(text, ["north", "1"], [1L, 1L], -1), TensorElementType.Float)
            : graph.Times(inputs[0].Value, graph.Constant(0.01f));
        switch (label.Task)
        {
            case TaskKind.Binary:
                graph.Output(graph.Reshape(graph.Sigmoid(logit), -1), "probability", TensorElementType.Float, "N");
                break;
            case TaskKind.Regression:
                graph.Output(graph.Reshape(logit, -1), ModelOutput.Number, TensorElementType.Float, "N");
                break;
            default:
                var width = label.Values.Count;
                graph.Output(
                    graph.Node(
                        "Softmax",
                        [graph.Product(logit, graph.Constant([.. Enumerable.Range(0, width).Select(place => (float)place)], 1, width))],
                        ("axis", 1L)
                    ),
                    ModelOutput.Probabilities,
                    TensorElementType.Float,
                    "N",
                    width
                );
                break;
        }

        return graph.Build();
    }
}
