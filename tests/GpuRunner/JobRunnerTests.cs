using System.Text;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts.Intake;
using ServerlessML.Ml.Training;

namespace ServerlessML.Tests.GpuRunner;

public sealed class JobRunnerTests(RunnerBench bench) : IClassFixture<RunnerBench>
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

    [Fact]
    public async Task Run_DamagedData_FailsAndNamesTheDigest()
    {
        var job = await bench.JobAsync(i => $"{i},Chur,{i % 2}");
        var file = (await bench.Storage.Content.GetJsonAsync<DatasetManifest>(job.Dataset)).Files[0].Digest;
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Cas)
            .GetBlobClient(file.Hex)
            .UploadAsync(BinaryData.FromString("level,city,late\n1,Bern,0\n"), overwrite: true);

        Assert.StartsWith($"The content named {file} has the digest sha256:", await FailAsync(job), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DataGone_FailsAndNamesTheDigest()
    {
        var job = await bench.JobAsync(i => $"{i},Sion,{i % 2}");
        var file = (await bench.Storage.Content.GetJsonAsync<DatasetManifest>(job.Dataset)).Files[0].Digest;
        await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Cas).DeleteBlobAsync(file.Hex);

        Assert.Equal($"The content {file} is not in the store 'cas'.", await FailAsync(job));
    }

    [Fact]
    public async Task Run_DatasetIsNoManifest_Fails()
    {
        var job = (await bench.JobAsync()) with { Dataset = await bench.Storage.Content.PutAsync(Encoding.UTF8.GetBytes("[1]")) };

        Assert.StartsWith($"The dataset {job.Dataset} is not a dataset manifest: ", await FailAsync(job), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OneClass_Fails() =>
        Assert.Matches(
            @"^Label 'late' has one class alone: all \d+ training rows are negative.$",
            await FailAsync(await bench.JobAsync(i => $"{i},Bern,0"))
        );

    [Fact]
    public async Task Run_ColumnOfNulls_Fails() =>
        Assert.Matches(
            @"^Column 'level' has no value in any of the \d+ training rows.$",
            await FailAsync(await bench.JobAsync(i => $",Bern,{i % 2}"))
        );

    [Fact]
    public async Task Run_BrokenFile_FailsAndNamesIt() =>
        Assert.StartsWith("part-1.csv: ", await FailAsync(await bench.JobAsync(i => $"word{i},Bern,{i % 2}")), StringComparison.Ordinal);

    [Fact]
    public async Task Run_UnknownParameter_Fails() =>
        Assert.StartsWith(
            "Recipe 'mlp' has no parameter 'depth'; it has: ",
            await FailAsync((await bench.JobAsync()) with { Parameters = new Dictionary<string, string> { ["depth"] = "3" } }),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Run_NoJob_IsSetAside()
    {
        await bench.Jobs.SendMessageAsync("{ \"jobId\": 3");

        await bench.RunNextAsync();

        Assert.Equal(0, await bench.WaitingJobsAsync());
        var poison = bench.Storage.Queues.GetQueueClient("training-jobs-poison");
        Assert.Equal("{ \"jobId\": 3", (await poison.ReceiveMessageAsync()).Value.Body.ToString());
    }

    [Fact]
    public async Task Run_TakenTooOften_Fails()
    {
        await bench.SendAsync(await bench.JobAsync());
        for (var i = 0; i < bench.Options.MaxDequeues; i++)
        {
            var taken = (await bench.Jobs.ReceiveMessageAsync()).Value;
            await bench.Jobs.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }

        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        // Machines were taken away, perhaps: the last attempt has one that is not.
        Assert.Equal(("The job was taken 5 times, and no runner reported how it ended.", true), (ended.Error, ended.Retryable));
    }

    [Fact]
    public async Task Run_ProgressUnreadable_FailsAndNamesIt()
    {
        var job = await bench.JobAsync();
        var name = StorageLayout.Progress(job.RunId, job.JobId);
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Runs)
            .GetBlobClient(name)
            .UploadAsync(BinaryData.FromString("{ torn"));
        await bench.SendAsync(job);

        await bench.RunNextAsync();

        Assert.Contains($"runs/{name}", (await bench.NextEventAsync())!.Error, StringComparison.Ordinal);
        Assert.Equal(0, await bench.WaitingJobsAsync());
    }

    private async Task<string> FailAsync(TrainingJob job, bool pastDeadline = false)
    {
        await bench.SendAsync(job);
        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Result);
        Assert.Equal((pastDeadline, pastDeadline), (ended.PastDeadline, ended.Retryable));
        Assert.Equal("failed", (await bench.ProgressAsync(job))!.State);
        Assert.Equal(0, await bench.WaitingJobsAsync());
        return ended.Error!;
    }

    private Task UntilTrainingAsync(TrainingJob job) =>
        WaitFor.TrueAsync("training to begin", async () => await bench.ProgressAsync(job) is { State: "training", Step: > 0 });
}
