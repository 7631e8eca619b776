using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Bench.Serving;
using ServerlessML.Bench.Training.Defaults;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>Measures trainings beside the same ones in Python, with as many threads, in the same run.</summary>
internal static class TrainBench
{
    public static async Task<int> RunAsync(BenchFolder folder, BenchRequest request)
    {
        try
        {
            await MeasureAsync(folder, request);
            return 0;
        }
        catch (BenchSetupException missing)
        {
            await Console.Error.WriteLineAsync($"sml bench train: {missing.Message}");
            return 2;
        }
        finally
        {
            Directory.Delete(folder.Data, recursive: true);
        }
    }

    private static async Task MeasureAsync(BenchFolder folder, BenchRequest request)
    {
        if (!File.Exists(DataSources.FlightsFile(folder)))
        {
            throw new BenchSetupException("the flights of vega-datasets are not installed: npm ci --ignore-scripts in local-host");
        }

        var start = Stopwatch.GetTimestamp();
        Report report = new();
        report.Versions["onnxruntime"] = OrtEnv.Instance().GetVersionString();
        report.Versions["libxgboost"] = Recipe.LibraryOf(Recipe.Xgboost)?.Split(' ')[^1] ?? "none";
        (var peer, var problem) = await PeerAsync(folder, report);
        await using var mine = peer;
        Console.WriteLine(report.Machine());
        Console.WriteLine(OtherWork.Said(await OtherWork.MeasureAsync()));
        TrainBenchOptions options = new()
        {
            Quick = request.Quick,
            Data = request.Data ?? Path.Combine(folder.Home, "..", "shared", "data"),
        };
        TrainStage stage = new(folder, options, report, peer, problem);
        (string Name, Func<TrainStage, Task> Run)[] parts =
        [
            ("quality", QualityRuns.MeasureAsync),
            ("defaults", DefaultsRuns.MeasureAsync),
            ("steps", StepRates.MeasureAsync),
            ("boosting", BoostingTimes.MeasureAsync),
            ("reading", Reading.MeasureAsync),
            ("quantization", Quantized.MeasureAsync),
            ("runner", RunnerOverhead.MeasureAsync),
        ];
        foreach ((var name, var run) in parts)
        {
            if (!request.Wants(name))
            {
                continue;
            }

            Console.WriteLine($"{name} ({Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s so far)");
            await run(stage);
        }

        var path = Path.Combine(folder.Root, "train.json");
        report.Write(path);
        Console.WriteLine(
            $"{report.Checks.Count(check => check.Holds)} of {report.Checks.Count} goals hold; "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; {path}"
        );
    }

    private static async Task<(PythonPeer? Peer, string Problem)> PeerAsync(BenchFolder folder, Report report)
    {
        try
        {
            return (await PythonPeer.StartAsync(folder.Data, TrainStage.Threads, report), "");
        }
        catch (BenchSetupException missing)
        {
            return (null, missing.Message);
        }
    }
}
