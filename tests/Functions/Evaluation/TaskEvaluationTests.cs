using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Ml.Onnx;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Tests.Functions.Evaluation;

/// <summary>Classes and numbers: real models over a real batch.</summary>
[Collection(StorageCollection.Name)]
public sealed class TaskEvaluationTests(Workbench bench)
{
    private static readonly LabelDefinition Number = new()
    {
        Name = "label",
        Values = [],
        Type = ColumnType.Number,
    };
    private static readonly LabelDefinition Level = new() { Name = "label", Values = ["low", "middle", "high"] };

    [Fact]
    public async Task Evaluate_ANumber_ComparesBothOnTheSameRows()
    {
        // The label is 10 x level and noise of ± 1 (a deviation of 0.577); the champion is 0.5 too high in one of the cities.
        var (request, definition) = await PrepareAsync(Number, Line(10, 0), Line(10, 0.5f), limits => limits with { MaxSliceLoss = 0.1 });

        var report = await bench.Evaluate.RunAsync(request, default);

        Assert.Equal((TaskKind.Regression, "rmse"), (report.Task, report.Measure));
        var rmse = report.Candidate.Measures["rmse"];
        Assert.InRange(rmse.Value, 0.54, 0.61);
        Assert.InRange(rmse.Value, rmse.Low!.Value, rmse.High!.Value);
        Assert.InRange(report.Candidate.Measures["r2"].Value, 0.93, 0.97);
        var difference = report.Differences["rmse"];
        Assert.True(difference.High < 0 && difference.PValue < 0.001, $"{difference}");
        Assert.True(report.Slices.Single(slice => slice.Value == "Graz").Difference!.High < -0.1);
        Assert.Equal(0, report.Slices.Single(slice => slice.Value == "Bern").Difference!.Difference);
        Assert.Equal((19, true), (report.Answers!.Edges!.Count, report.Answers.Variance > 7));
        var verdict = PromotionGate.Decide(definition, report);
        Assert.Equal(VerdictOutcome.Ask, verdict.Outcome);
        var detail = await bench.Storage.Content.GetJsonAsync<EvaluationDetail>(report.Detail!.Value);
        Assert.Equal("level", detail.Importance[0].Column);
        Assert.Equal(20, detail.Candidate.Residuals!.Bins.Count);
        Assert.True(detail.Candidate.LatencyP99Ms > 0);
    }

    [Fact]
    public async Task Evaluate_Classes_ComparesBothOnTheSameRows()
    {
        var (request, definition) = await PrepareAsync(Level, Levels(8), Levels(2), limits => limits);

        var report = await bench.Evaluate.RunAsync(request, default);

        Assert.Equal((TaskKind.MultiClass, "log-loss", report.Rows), (report.Task, report.Measure, report.ClassRows!.Sum()));
        Assert.True(report.Differences["log-loss"] is { High: < 0, PValue: < 0.001 });
        Assert.Equal(
            [
                "accuracy",
                "calibration-error",
                "calibration-slope",
                "log-loss",
                "macro-auc",
                "macro-f1",
                "observed-to-expected",
                "recall:high",
                "recall:low",
                "recall:middle",
                "skill",
            ],
            report.Candidate.Measures.Keys
        );
        Assert.Equal(Level.Values, report.Answers!.Classes);
        Assert.NotEqual(VerdictOutcome.Reject, PromotionGate.Decide(definition, report).Outcome);
        var detail = await bench.Storage.Content.GetJsonAsync<EvaluationDetail>(report.Detail!.Value);
        Assert.Equal(report.Rows, detail.Candidate.Classes!.Sum(score => score.Called.Sum()));
        Assert.NotNull(detail.McNemar);
    }

    [Fact]
    public async Task Evaluate_AModelOfAnotherLabel_IsRefusedByName()
    {
        var (request, _) = await PrepareAsync(Number, Levels(8), Line(10, 0), limits => limits);
        var refusal = await Assert.ThrowsAsync<PermanentFailureException>(() => bench.Evaluate.RunAsync(request, default));
        Assert.Contains(
            "gives 'probabilities' of 3 classes, but the label 'label' asks for 'prediction'",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>slope x level, and a bias in Graz.</summary>
    private static byte[] Line(float slope, float bias)
    {
        Axis[] column = ["N", 1];
        var graph = new GraphBuilder("line");
        var level = graph.Input("level", TensorElementType.Float, column);
        var city = graph.Input("city", TensorElementType.String, column);
        var off = graph.LookUp(city, ["Graz"], [bias], 0f);
        graph.Output(
            graph.Reshape(graph.Plus(graph.Times(level, graph.Constant(slope)), off), -1),
            ModelOutput.Number,
            TensorElementType.Float,
            "N"
        );
        return graph.Build();
    }

    /// <summary>Softmax of slope x (-level, -0.5, level - 1), so that the thirds have a class each.</summary>
    private static byte[] Levels(float slope)
    {
        Axis[] column = ["N", 1];
        var graph = new GraphBuilder("levels");
        var level = graph.Input("level", TensorElementType.Float, column);
        graph.Input("city", TensorElementType.String, column);
        var logits = graph.Plus(
            graph.Product(level, graph.Constant([-slope, 0f, slope], 1, 3)),
            graph.Constant([slope / 3, 0f, -slope * 2 / 3], 1, 3)
        );
        graph.Output(graph.Node("Softmax", [logits], ("axis", 1L)), ModelOutput.Probabilities, TensorElementType.Float, "N", 3);
        return graph.Build();
    }

    private async Task<(EvaluateRequest Request, PipelineDefinition Definition)> PrepareAsync(
        LabelDefinition label,
        byte[] candidate,
        byte[] champion,
        Func<EvaluationSettings, EvaluationSettings> limits
    )
    {
        var pipeline = bench.NewName();
        var content = bench.Storage.Content;
        var definition = new PipelineDefinition
        {
            Name = pipeline,
            Data = new()
            {
                Columns = [new() { Name = "level", Type = ColumnType.Number }, new() { Name = "city", Type = ColumnType.Category }],
                Label = label,
            },
            Evaluation = limits(
                new()
                {
                    Holdout = 0.5,
                    Slices = ["city"],
                    MinSliceRows = 50,
                }
            ),
        };
        var text = new StringBuilder("level,city,label\n");
        var random = new Random(7);
        for (var row = 0; row < 4000; row++)
        {
            var level = random.NextDouble();
            var noise = (2 * random.NextDouble()) - 1;
            var came = label.Task == TaskKind.Regression ? (10 * level) + noise : level + (0.2 * noise);
            var shown =
                label.Task == TaskKind.Regression
                    ? came.ToString("F4", CultureInfo.InvariantCulture)
                    : Level.Values[
                        came < 1 / 3.0 ? 0
                        : came < 2 / 3.0 ? 1
                        : 2
                    ];
            text.Append(CultureInfo.InvariantCulture, $"{level:F6},{(row % 3 == 0 ? "Graz" : "Bern")},{shown}\n");
        }

        var file = Encoding.UTF8.GetBytes(text.ToString());
        ModelAnswers answers =
            label.Task == TaskKind.Regression ? new() { Task = label.Task } : new() { Task = label.Task, Classes = label.Values };
        await bench.PromoteAsync(
            Workbench.ClaimOf(pipeline, $"{pipeline}-first") with
            {
                Model = await content.PutAsync(champion),
                Answers = answers,
            }
        );
        var dataset = new DatasetManifest
        {
            Pipeline = pipeline,
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
        return (
            new()
            {
                RunId = $"{pipeline}-second",
                Pipeline = pipeline,
                Definition = await content.PutJsonAsync(definition),
                Dataset = await content.PutJsonAsync(dataset),
                Model = await content.PutAsync(candidate),
            },
            definition
        );
    }
}
