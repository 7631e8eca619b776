using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Functions.Storage;
using ServerlessML.Ml.Onnx;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Tests.Functions.Evaluation;

public sealed partial class EvaluateCandidateTests
{
    private Task<Digest> FreezeAsync(PipelineDefinition definition) =>
        new SplitStore(bench.Storage.Documents, bench.Storage.Content).FreezeAsync(definition.Name, definition);

    private async Task PromoteAsync(EvaluateRequest request, EvaluationReport report, byte[] model)
    {
        var content = bench.Storage.Content;
        var evidence = await content.PutJsonAsync(
            new Evidence
            {
                RunId = request.RunId,
                Pipeline = request.Pipeline,
                Definition = request.Definition,
                Dataset = request.Dataset,
                Model = request.Model,
                Validation = Digest.Of([1]),
                Environment = Digest.Of([2]),
                Evaluation = report with { Verdict = null },
                Verdict = report.Verdict!,
            }
        );
        var champion = (await bench.Models.ChampionAsync(request.Pipeline))!.Version;
        await bench.PromoteAsync(
            Workbench.ClaimOf(request.Pipeline, request.RunId, champion) with
            {
                Model = await content.PutAsync(model),
                Evidence = evidence,
            }
        );
    }

    /// <summary>
    /// P(late) = sigmoid(4 x (level - 0.5)) by a thousand hidden units, beside one that never speaks and has a weight of its own.
    /// </summary>
    private static byte[] Wide(float silent)
    {
        const int units = 1024;
        Axis[] column = ["N", 1];
        var graph = new GraphBuilder("wide");
        var level = graph.Input("level", TensorElementType.Float, column);
        graph.Input("city", TensorElementType.String, column);
        float[] first = [0, .. Enumerable.Repeat(1f, units - 1)];
        float[] second = [silent * 4f / units, .. Enumerable.Repeat(4f / units, units - 1)];
        var hidden = graph.Relu(graph.Product(level, graph.Constant(first, 1, units)));
        var logit = graph.Plus(graph.Product(hidden, graph.Constant(second, units, 1)), graph.Constant(-2f));
        graph.Output(graph.Reshape(graph.Sigmoid(logit), -1), "probability", TensorElementType.Float, "N");
        return graph.Build();
    }

    /// <summary>P(late) = sigmoid(slope of the city x (level - 0.5)).</summary>
    private static byte[] Model(params (string City, float Slope)[] slopes)
    {
        Axis[] column = ["N", 1];
        var graph = new GraphBuilder("sliced");
        var level = graph.Input("level", TensorElementType.Float, column);
        var city = graph.Input("city", TensorElementType.String, column);
        var place = graph.Cast(
            graph.LookUp(city, [.. slopes.Select(slope => slope.City)], [.. slopes.Select(slope => (long)slope.Slope)], 0),
            TensorElementType.Float
        );
        var logit = graph.Times(place, graph.Plus(level, graph.Constant(-0.5f)));
        graph.Output(graph.Reshape(graph.Sigmoid(logit), -1), "probability", TensorElementType.Float, "N");
        return graph.Build();
    }

    private async Task<EvaluateRequest> WithAsync(EvaluateRequest request, PipelineDefinition definition) =>
        request with
        {
            Definition = await bench.Storage.Content.PutJsonAsync(definition),
        };

    private async Task<(EvaluateRequest Request, PipelineDefinition Definition)> PrepareAsync(
        byte[] candidate,
        byte[] champion,
        Quantization? quantize = null
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
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
            Training = new() { Quantize = quantize },
            Evaluation = new()
            {
                Holdout = 0.5,
                MinAuc = quantize is null ? 0.5 : 0.6,
                MinGain = -1,
                Slices = ["city"],
                MinSliceRows = 50,
                MaxSliceLoss = 0.02,
                Fairness = [new() { Column = "city" }],
            },
        };
        var text = new StringBuilder("level,city,late,at,age\n");
        var random = new Random(7);
        for (var row = 0; row < Rows; row++)
        {
            var level = random.NextDouble();
            var late = random.NextDouble() < 1 / (1 + Math.Exp(-4 * (level - 0.5))) ? 1 : 0;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{level:F6},{(row % 3 == 0 ? "Graz" : "Bern")},{late},{row},{18 + (row * 7 % 60)}\n"
            );
        }

        var file = Encoding.UTF8.GetBytes(text.ToString());
        var claim = Workbench.ClaimOf(pipeline, $"{pipeline}-first") with { Model = await content.PutAsync(champion) };
        await bench.PromoteAsync(claim);
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
