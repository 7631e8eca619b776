using System.Diagnostics;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Onnx;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>What a network's weights as bytes cost and save: size, quality, time of one row and of many.</summary>
internal static class Quantized
{
    private const double MostLost = 0.001;
    private const double MostBytes = 0.5;
    private const int SingleRows = 2000;

    public static Task MeasureAsync(TrainStage stage)
    {
        foreach (var hidden in (string[])["64,32", "512,256"])
        {
            var options = TrainStage.Read(
                Recipe.Mlp,
                ("epochs", "1"),
                ("hidden", hidden),
                ("learning-rate", hidden == "64,32" ? "0.015" : "0.003")
            );
            var plain = TrainStage.Train(stage.Flights, options).Onnx;
            var bytes = WeightQuantization.Quantize(plain) ?? throw new InvalidOperationException("no weight was large enough");
            (var before, var single, var many) = Measure(stage, plain);
            (var after, var quickSingle, var quickMany) = Measure(stage, bytes);
            stage.Report.Keep($"mlp {hidden}, microseconds of one row, floats and bytes", [single, quickSingle]);
            stage.Report.Keep($"mlp {hidden}, rows a second, floats and bytes", [many, quickMany]);
            stage.Report.Add(
                new(
                    $"mlp {hidden} as int8: bytes of the model",
                    (double)bytes.Length / plain.Length,
                    "of floats",
                    $"<= {MostBytes}",
                    bytes.Length <= MostBytes * plain.Length
                )
                {
                    Note = $"{bytes.Length} of {plain.Length}",
                }
            );
            stage.Report.Add(
                new($"mlp {hidden} as int8: AUC lost", before - after, "AUC", $"<= {MostLost}", before - after <= MostLost)
                {
                    Note =
                        $"one row {Report.Number(quickSingle)} us, floats {Report.Number(single)}; {quickMany / many:F2} times "
                        + $"the rows a second",
                }
            );
        }

        return Task.CompletedTask;
    }

    private static (double Auc, double SingleMicroseconds, double RowsPerSecond) Measure(TrainStage stage, byte[] model)
    {
        using var scorer = ModelScorer.Open(model, "bench", threads: 1);
        var data = stage.Flights;
        scorer.Score(data.Test);
        var start = Stopwatch.GetTimestamp();
        var answers = scorer.Score(data.Test);
        var many = data.Test.RowCount / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Table[] rows = [.. Enumerable.Range(0, SingleRows).Select(row => data.Test.Take([row]))];
        List<double> times = [];
        foreach (var row in rows)
        {
            start = Stopwatch.GetTimestamp();
            scorer.Score(row);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return (data.Score(answers), Estimate.MedianOf(times), many);
    }
}
