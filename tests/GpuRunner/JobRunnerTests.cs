using System.Text;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts.Intake;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Training;

namespace ServerlessML.Tests.GpuRunner;

public sealed partial class JobRunnerTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    private static readonly Dictionary<string, string> Endless = new() { ["epochs"] = "10000", ["batch-size"] = "100" };

    [Fact]
    public async Task Run_GoodJob_LeavesModelMetricsAndEnvironment()
    {
        var job = await bench.JobAsync();
        await bench.SendAsync(job);

        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        Assert.Equal((job.JobId, job.InstanceId, 1), (ended.JobId, ended.InstanceId, ended.Attempt));
        using var model = new InferenceSession(await bench.Storage.Content.GetAsync(ended.Result!.Model));
        Assert.Equal(["level", "city"], model.InputNames);
        var metrics = await bench.Storage.Content.GetJsonAsync<TrainingMetrics>(ended.Result.Metrics);
        Assert.Equal((ended.Result.Steps, ended.Result.Rows), (metrics.Steps, metrics.Rows));
        var validation = await bench.Storage.Content.GetJsonAsync<ValidationAnswers>(ended.Result.Validation!.Value);
        Assert.Equal(
            metrics.ValidationAuc!.Value,
            DeLong.Auc([.. validation.Probabilities], [.. validation.Labels.Select(label => label == 1)]),
            12
        );
        // About a fifth is held out, and a twentieth of the rest only measures.
        Assert.InRange(metrics.Rows, 1, 1600);
        var environment = await bench.Storage.Content.GetJsonAsync<RunnerEnvironment>(ended.Result.Environment);
        Assert.Equal("CPUExecutionProvider", environment.ExecutionProvider);
        Assert.Equal("completed", (await bench.ProgressAsync(job))!.State);
        Assert.Equal(0, await bench.WaitingJobsAsync());
    }

    [Fact]
    public async Task Run_MixedPrecisionWithoutAGpu_TrainsInFloat32AndSaysSo()
    {
        var models = new List<TrainingResult>();
        foreach (var precision in (string[])["float32", "mixed"])
        {
            await bench.SendAsync(
                await bench.JobAsync() with
                {
                    Parameters = new Dictionary<string, string> { ["epochs"] = "1", ["precision"] = precision },
                }
            );
            await bench.RunNextAsync();
            models.Add((await bench.NextEventAsync())!.Result!);
        }

        Assert.Equal(models[0].Model, models[1].Model);
        Assert.Null(models[0].Notes);
        Assert.Equal("The training ran in float32, because mixed precision needs a GPU.", Assert.Single(models[1].Notes!));
    }

    [SkippableFact]
    public async Task Run_XgboostJob_LeavesAModelAndNamesItsLibrary()
    {
        Skip.If(Recipe.LibraryOf("xgboost") is null, "libxgboost is not installed: apt-get install libxgboost0");
        await bench.SendAsync(
            await bench.JobAsync() with
            {
                Recipe = "xgboost",
                Parameters = new Dictionary<string, string> { ["rounds"] = "5" },
            }
        );

        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        using var model = new InferenceSession(await bench.Storage.Content.GetAsync(ended.Result!.Model));
        Assert.Equal(["level", "city"], model.InputNames);
        var environment = await bench.Storage.Content.GetJsonAsync<RunnerEnvironment>(ended.Result.Environment);
        Assert.StartsWith("libxgboost ", environment.Library, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Fold_IsKeptBackAndMeasured()
    {
        await bench.SendAsync(await bench.JobAsync() with { Fold = new(0, 4) });

        await bench.RunNextAsync();

        var metrics = await bench.Storage.Content.GetJsonAsync<TrainingMetrics>((await bench.NextEventAsync())!.Result!.Metrics);
        // Of 1600 rows that are not held out, a quarter is the fold and a twentieth of the rest only measures.
        Assert.InRange(metrics.Rows, 1050, 1250);
        Assert.Equal(1, metrics.Fold!["auc"], 3);
    }

    [Fact]
    public async Task Run_SameJobOfAnotherRun_SameModel()
    {
        var digests = new List<Digest>();
        for (var i = 0; i < 2; i++)
        {
            await bench.SendAsync(await bench.JobAsync());
            await bench.RunNextAsync();
            digests.Add((await bench.NextEventAsync())!.Result!.Model);
        }

        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public async Task Run_DeliveredTwice_OneEvent()
    {
        var job = await bench.JobAsync();
        await bench.SendAsync(job);
        await bench.SendAsync(job);

        await bench.RunNextAsync();
        await bench.RunNextAsync();

        Assert.NotNull(await bench.NextEventAsync());
        Assert.Null(await bench.NextEventAsync());
        Assert.Equal(0, await bench.WaitingJobsAsync());
    }

    [Fact]
    public async Task Run_LaterAttemptKnown_NoEvent()
    {
        var job = await bench.JobAsync();
        await bench.SendAsync(job with { Attempt = 2 });
        await bench.SendAsync(job);

        await bench.RunNextAsync();
        await bench.RunNextAsync();

        Assert.Equal(2, (await bench.NextEventAsync())!.Attempt);
        Assert.Null(await bench.NextEventAsync());
    }

    [Fact]
    public async Task Run_SupersededInFlight_StopsWithoutEvent()
    {
        var job = (await bench.JobAsync()) with { Parameters = Endless };
        await bench.SendAsync(job);
        var running = bench.RunNextAsync();
        await UntilTrainingAsync(job);

        await bench.Storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(job.RunId, job.JobId),
            current => current! with { Attempt = 2, State = "queued" }
        );
        await running.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Null(await bench.NextEventAsync());
        Assert.Equal((2, "queued"), ((await bench.ProgressAsync(job))!.Attempt, (await bench.ProgressAsync(job))!.State));
        Assert.Equal(0, await bench.WaitingJobsAsync());
    }

    [Fact]
    public async Task Run_Stopped_JobIsBackOnTheQueue()
    {
        var job = (await bench.JobAsync()) with { Parameters = Endless };
        await bench.SendAsync(job);
        using var stopping = new CancellationTokenSource();
        var running = bench.RunNextAsync(stopping.Token);
        await UntilTrainingAsync(job);

        await stopping.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Null(await bench.NextEventAsync());
        Assert.Equal("queued", (await bench.ProgressAsync(job))!.State);
        Assert.Equal(1, await bench.WaitingJobsAsync());
        await bench.Jobs.ClearMessagesAsync();
    }

    [Fact]
    public async Task Run_DeadlineWhileTraining_IsReported()
    {
        var job = (await bench.JobAsync()) with { Parameters = Endless, Deadline = DateTimeOffset.UtcNow.AddSeconds(2) };

        Assert.Matches("^The deadline .+Z passed before the training ended.$", await FailAsync(job, pastDeadline: true));
    }

    [Fact]
    public async Task Run_DeadlinePassed_IsReported() =>
        Assert.Matches(
            "^The deadline .+Z had passed before a runner took the job.$",
            await FailAsync((await bench.JobAsync()) with { Deadline = DateTimeOffset.UtcNow.AddSeconds(-1) }, pastDeadline: true)
        );

    private Task UntilTrainingAsync(TrainingJob job) =>
        WaitFor.TrueAsync("training to begin", async () => await bench.ProgressAsync(job) is { State: "training", Step: > 0 });
}
