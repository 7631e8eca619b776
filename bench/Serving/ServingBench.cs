using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Bench.Serving;

/// <summary>Measures the gateway, beside bare Kestrel, ONNX Runtime alone and Node.js in the same run.</summary>
internal static class ServingBench
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
            await Console.Error.WriteLineAsync($"sml bench serving: {missing.Message}");
            return 2;
        }
        finally
        {
            Directory.Delete(folder.Data, recursive: true);
        }
    }

    private static async Task MeasureAsync(BenchFolder folder, BenchRequest request)
    {
        var start = Stopwatch.GetTimestamp();
        Report report = new();
        report.Versions["wrk"] = Wrk.Version();
        report.Versions["onnxruntime"] = OrtEnv.Instance().GetVersionString();
        report.Versions["node"] = await NodeServer.VersionAsync();
        Console.WriteLine(report.Machine());
        Console.WriteLine("training the flights' models, starting the servers");
        await using var stage = await ServingStage.StartAsync(folder, new() { Quick = request.Quick, Soak = request.Soak }, report);
        (string Name, Func<ServingStage, Task> Run)[] parts =
        [
            ("throughput", Throughput.MeasureAsync),
            ("tails", Tails.MeasureAsync),
            ("memory", Memory.MeasureAsync),
            ("swaps", Swaps.MeasureAsync),
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

        var path = Path.Combine(folder.Root, "serving.json");
        report.Write(path);
        Console.WriteLine(
            $"{report.Checks.Count(check => check.Holds)} of {report.Checks.Count} goals hold; "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; {path}"
        );
    }
}
