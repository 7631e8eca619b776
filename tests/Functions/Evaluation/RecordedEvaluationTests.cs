using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Functions.Approval.Card;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Tests.Functions.Evaluation;

/// <summary>
/// Numbers of an evaluation as builds from before measures were one set wrote them, in documents that those builds wrote: today's are the
/// same, and the documents are still read.
/// </summary>
[Collection(StorageCollection.Name)]
public sealed class RecordedEvaluationTests(Workbench bench)
{
    private const int Rows = 1200;

    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.MultiClass)]
    [InlineData(TaskKind.Regression)]
    public async Task Evaluate_TheSameRows_GivesTheNumbersOfBefore(TaskKind task)
    {
        var old = Old<EvaluationReport>($"report-{task}.json".ToLowerInvariant());
        var today = await EvaluateAsync(task);
        if (task == TaskKind.Binary)
        {
            old = old.With(Old<EvaluationDetail>("detail-binary.json"));
        }

        Assert.Equal((task, old.Measure, old.Rows), (today.Task, today.Measure, today.Rows));
        Assert.Equal(old.ClassRows, today.ClassRows);
        Same(old.Candidate.Measures, today.Candidate.Measures, score => [score.Value, score.Low, score.High]);
        Same(old.Champion!.Measures, today.Champion!.Measures, score => [score.Value, score.Low, score.High]);
        // A p-value is new where there was none.
        Same(old.Differences, today.Differences, known => [known.Difference, known.Low, known.High, known.PValue]);
        Same(Named(old), Named(today), slice =>
            [
                slice.Candidate,
                slice.Champion,
                slice.Difference!.Difference,
                slice.Difference.Low,
                slice.Difference.High,
                slice.Difference.PValue,
                slice.AdjustedPValue,
            ]
        );
        // Rates one by one, and what is compared of them, are new.
        Assert.Equal(
            CanonicalJson.Serialize(old.Fairness),
            CanonicalJson.Serialize(
                today.Fairness.Select(score =>
                    score with
                    {
                        FalsePositiveDifference = null,
                        FalseNegativeDifference = null,
                        PrecisionDifference = null,
                        Rates = null,
                    }
                )
            )
        );
        Assert.Equal(old.Answers?.Edges, today.Answers?.Edges);
        var detail = await bench.Storage.Content.GetJsonAsync<EvaluationDetail>(today.Detail!.Value);
        Assert.Equal(task == TaskKind.Regression, detail.McNemar is null);
        if (task == TaskKind.Binary)
        {
            var before = Old<EvaluationDetail>("detail-binary.json");
            Assert.Equal((before.McNemar, before.Candidate.Calibration[0]), (detail.McNemar, detail.Candidate.Calibration[0]));
            Assert.Equal(before.Importance.Select(column => column.Loss), detail.Importance.Select(column => column.Loss));
        }
    }

    [Fact]
    public void Report_OfBefore_GivesTheVerdictOfBefore_AndIsWrittenInTheNewShape()
    {
        var report = Old<EvaluationReport>("report-binary.json");
        var definition = Definition(TaskKind.Binary, "old");
        var verdict = PromotionGate.Decide(
            definition with
            {
                Evaluation = definition.Evaluation with { MinGain = -0.005, MaxSliceLoss = 0.01 },
            },
            report
        );
        // What was not measured then is not shown.
        Assert.Equal(
            [
                ("auc", CheckState.Holds),
                ("calibration-slope", CheckState.NotShown),
                ("observed-to-expected", CheckState.NotShown),
                ("skill", CheckState.NotShown),
                ("auc-gain", CheckState.NotShown),
                ("slice-loss:city=Bern", CheckState.Holds),
                ("slice-loss:city=Graz", CheckState.Holds),
            ],
            verdict.Reasons.Select(reason => (reason.Measure, reason.State!.Value))
        );
        Assert.Equal("the candidate's AUC is 0.7382 (0.6988 to 0.7777), at least the limit of 0.5000", verdict.Reasons[0].Message);

        var written = CanonicalJson.Serialize(report);
        var text = Encoding.UTF8.GetString(written);
        Assert.All((string[])["aucLow", "logLoss", "candidateAuc", "\"difference\":{\"difference\":-0.0067", "positives"], member =>
            Assert.DoesNotContain(member, text, StringComparison.Ordinal)
        );
        Assert.Equal(written, CanonicalJson.Serialize(CanonicalJson.Deserialize<EvaluationReport>(written)));
    }

    [Theory]
    [InlineData("report-binary.json", "AUC (compared by)", "0.7382 (0.6988 to 0.7777)")]
    [InlineData("report-multiclass.json", "log-loss (compared by)", "Not defined for this task")]
    [InlineData("report-regression.json", "rmse (compared by)", "Not defined for this task")]
    public void Card_OfBefore_ShowsItsNumbers(string file, params string[] shown)
    {
        var report = Old<EvaluationReport>(file);
        var digest = Digest.Of([1]);
        Evidence evidence = new()
        {
            RunId = "second",
            Pipeline = "old",
            Definition = digest,
            Dataset = digest,
            Model = digest,
            Validation = digest,
            Environment = digest,
            Champion = 1,
            Evaluation = report,
            Verdict = PromotionGate.Decide(Definition(report.Task, "old"), report),
        };
        var markdown = MarkdownCard.Write(
            new ModelCard(digest, evidence, report.Task == TaskKind.Binary ? Old<EvaluationDetail>("detail-binary.json") : null)
        );
        Assert.All(shown, text => Assert.Contains(text, markdown, StringComparison.Ordinal));
        if (report.Task == TaskKind.Binary)
        {
            // What the old detail alone has: intervals, the difference in log loss, McNemar's test.
            Assert.All((string[])["0.6034 (0.5", "average-precision", "(McNemar)", "of which 47.7 % are positive"], text =>
                Assert.Contains(text, markdown, StringComparison.Ordinal)
            );
        }
    }

    private static T Old<T>(string file) =>
        CanonicalJson.Deserialize<T>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Evaluation", "Documents", file)));

    private static Dictionary<string, SliceScore> Named(EvaluationReport report) =>
        report.Slices.ToDictionary(slice => $"{slice.Measure} {slice.Value}");

    private static void Same<T>(IReadOnlyDictionary<string, T> old, IReadOnlyDictionary<string, T> today, Func<T, double?[]> numbers)
    {
        Assert.NotEmpty(old);
        Assert.All(old, pair =>
            Assert.All(numbers(pair.Value).Zip(numbers(today[pair.Key])).Where(both => both.First is not null), both =>
                Assert.Equal(both.First!.Value, both.Second!.Value, Rounding)
            )
        );
    }

    private async Task<EvaluationReport> EvaluateAsync(TaskKind task)
    {
        var definition = Definition(task, bench.NewName());
        var label = definition.Data.Label;
        var content = bench.Storage.Content;
        ModelAnswers? answers =
            task == TaskKind.Binary ? null : new() { Task = task, Classes = task == TaskKind.MultiClass ? label.Values : null };
        await bench.PromoteAsync(
            Workbench.ClaimOf(definition.Name, "first") with
            {
                Model = await content.PutAsync(Model(task, 2, -0.4f)),
                Answers = answers,
            }
        );
        var file = Encoding.UTF8.GetBytes(Batch(label));
        DatasetManifest dataset = new()
        {
            Pipeline = definition.Name,
            Files =
            [
                new()
                {
                    Name = "a.csv",
                    Format = DataFormat.Csv,
                    Bytes = file.Length,
                    Digest = await content.PutAsync(file),
                },
            ],
        };
        return await new EvaluateCandidate(content, bench.Models, bench.Manifests, bench.Pipelines, TimeProvider.System).RunAsync(
            new()
            {
                RunId = "second",
                Pipeline = definition.Name,
                Definition = await content.PutJsonAsync(definition),
                Dataset = await content.PutJsonAsync(dataset),
                Model = await content.PutAsync(Model(task, 3, 0.3f)),
            },
            default
        );
    }

    private static PipelineDefinition Definition(TaskKind task, string name)
    {
        LabelDefinition label = task switch
        {
            TaskKind.Binary => new() { Name = "label", Values = ["0", "1"] },
            TaskKind.MultiClass => new() { Name = "label", Values = ["low", "middle", "high"] },
            _ => new()
            {
                Name = "label",
                Values = [],
                Type = ColumnType.Number,
            },
        };
        return new()
        {
            Name = name,
            Data = new()
            {
                Columns = [new() { Name = "level", Type = ColumnType.Number }, new() { Name = "city", Type = ColumnType.Category }],
                Label = label,
            },
            Evaluation = new()
            {
                Holdout = 0.5,
                Slices = ["city"],
                MinSliceRows = 50,
                Fairness = task == TaskKind.Binary ? [new() { Column = "city" }] : null,
            },
        };
    }

    private static string Batch(LabelDefinition label)
    {
        var random = new Random(11);
        var text = new StringBuilder("level,city,label\n");
        for (var row = 0; row < Rows; row++)
        {
            var (level, noise) = (Math.Round(random.NextDouble(), 4), random.NextDouble());
            var came = label.Task switch
            {
                TaskKind.Binary => noise < 1 / (1 + Math.Exp(-4 * (level - 0.5))) ? "1" : "0",
                TaskKind.MultiClass => label.Values[(int)Math.Clamp((level + (0.6 * (noise - 0.5))) * 3, 0, 2.999)],
                _ => ((10 * level) + (2 * noise) - 1).ToString("F4", CultureInfo.InvariantCulture),
            };
            text.Append(CultureInfo.InvariantCulture, $"{level:F4},{(row % 3 == 0 ? "Graz" : "Bern")},{came}\n");
        }

        return text.ToString();
    }

    private static byte[] Model(TaskKind task, float slope, float bias)
    {
        Axis[] column = ["N", 1];
        var graph = new GraphBuilder("recorded");
        var level = graph.Input("level", TensorElementType.Float, column);
        var off = graph.LookUp(graph.Input("city", TensorElementType.String, column), ["Graz"], [bias], 0f);
        if (task == TaskKind.MultiClass)
        {
            var logits = graph.Plus(
                graph.Product(graph.Plus(level, off), graph.Constant([-2 * slope, 0f, 2 * slope], 1, 3)),
                graph.Constant([slope * 0.7f, 0f, -slope * 1.3f], 1, 3)
            );
            graph.Output(graph.Node("Softmax", [logits], ("axis", 1L)), ModelOutput.NameOf(task), TensorElementType.Float, "N", 3);
            return graph.Build();
        }

        var line =
            task == TaskKind.Binary
                ? graph.Sigmoid(graph.Plus(graph.Times(graph.Plus(level, graph.Constant(-0.5f)), graph.Constant(slope)), off))
                : graph.Plus(graph.Times(level, graph.Constant(3 * slope)), off);
        graph.Output(graph.Reshape(line, -1), ModelOutput.NameOf(task), TensorElementType.Float, "N");
        return graph.Build();
    }
}
