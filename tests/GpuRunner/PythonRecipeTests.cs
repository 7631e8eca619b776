using System.Diagnostics;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>
/// The examples in Python, on Debian's libraries: what they export is what they predict (the runner holds them to it), and they go on where
/// they were.
/// </summary>
public sealed class PythonRecipeTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    // Missing numbers, missing categories, and one too rare to be told apart.
    private static string Row(int i) =>
        $"{(i % 11 == 0 ? "" : i % 100)},{(i % 13 == 0 ? "" : i == 7 ? "Rome" : i % 3 == 0 ? "Bern" : "Graz")},{(i % 3 == 0 ? 1 : 0)}";

    [SkippableTheory]
    [InlineData("torch_tabular", "torch", "epochs=6;batch-size=64;width=16;learning-rate=0.01")]
    [InlineData("sklearn_boosting", "sklearn", "trees=40")]
    public async Task Run_StoppedHalfway_TheSameModelAsInOneGo(string recipe, string library, string parameters)
    {
        Skip.IfNot(IsThere($"import onnx, {library}"), $"python3-onnx or python3-{library} is not installed");
        var job = await JobAsync(recipe, parameters);
        var whole = await EndAsync(job);
        var half = await EndAsync(job with { RunId = AzuriteFixture.Unique("run"), Until = 0.5 });

        var rest = await EndAsync(job with { RunId = AzuriteFixture.Unique("run"), Resume = half.Checkpoint });

        Assert.NotEqual(whole.Model, half.Model);
        Assert.Equal(whole.Model, rest.Model);
        Assert.Equal((null, null), (whole.Notes, rest.Notes));
        var environment = await bench.Storage.Content.GetJsonAsync<RunnerEnvironment>(whole.Environment);
        Assert.Contains("numpy", environment.Libraries!.Keys);
        var metrics = await bench.Storage.Content.GetJsonAsync<TrainingMetrics>(whole.Metrics);
        // Only rows without a city cannot be told.
        Assert.InRange(metrics.FinalLoss, 0, 0.2);
    }

    [SkippableFact]
    public async Task Run_Terminated_LeavesACheckpoint()
    {
        Skip.IfNot(IsThere("import onnx, torch"), "python3-onnx or python3-torch is not installed");
        var job = await JobAsync("torch_tabular", "epochs=2000;batch-size=64;width=16");
        await bench.SendAsync(job);
        using var stopping = new CancellationTokenSource();
        var running = bench.RunNextAsync(stopping.Token);
        await WaitFor.TrueAsync(
            "training to begin",
            async () => await bench.ProgressAsync(job) is { State: "training", Step: > 0 },
            TimeSpan.FromSeconds(90)
        );

        await stopping.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(60));

        var progress = (await bench.ProgressAsync(job))!;
        Assert.Equal("queued", progress.State);
        Assert.NotNull(progress.Checkpoint);
        await bench.Jobs.ClearMessagesAsync();
    }

    [SkippableFact]
    public async Task Run_Fold_IsMeasuredByTheRunnerOnRowsThatTheRecipeDidNotSee()
    {
        Skip.IfNot(IsThere("import onnx, sklearn"), "python3-onnx or python3-sklearn is not installed");
        var job = await JobAsync("sklearn_boosting", "trees=20");

        var metrics = await bench.Storage.Content.GetJsonAsync<TrainingMetrics>((await EndAsync(job with { Fold = new(1, 4) })).Metrics);

        Assert.InRange(metrics.Rows, 1100, 1300);
        Assert.InRange(metrics.Fold!["auc"], 0.9, 1);
    }

    [SkippableFact]
    public async Task Run_BadParameter_NamesIt()
    {
        Skip.IfNot(IsThere("import onnx, sklearn"), "python3-onnx or python3-sklearn is not installed");
        await bench.SendAsync(await JobAsync("sklearn_boosting", "leafs=3"));
        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        Assert.Equal(("there is no parameter 'leafs'; there are: learning-rate, leaves, trees", false), (ended.Error, ended.Retryable));
    }

    private async Task<TrainingResult> EndAsync(TrainingJob job)
    {
        await bench.SendAsync(job);
        await bench.RunNextAsync();
        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        return ended.Result!;
    }

    private async Task<TrainingJob> JobAsync(string recipe, string parameters) =>
        await bench.JobAsync(Row) with
        {
            Recipe = "python",
            Parameters = parameters
                .Split(';')
                .Select(pair => pair.Split('='))
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
            Command = ["/usr/bin/python3", Path.Combine(Repository.Root, "gpu-runner", "recipes", "python", $"{recipe}.py")],
            Data = new()
            {
                Columns =
                [
                    new()
                    {
                        Name = "level",
                        Type = ColumnType.Number,
                        MaxMissing = 1,
                    },
                    new()
                    {
                        Name = "city",
                        Type = ColumnType.Category,
                        MaxMissing = 1,
                    },
                ],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
        };

    private static bool IsThere(string import)
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", import]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
