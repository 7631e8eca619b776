using System.Text;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts.Intake;
using ServerlessML.Ml.Training;

namespace ServerlessML.Tests.GpuRunner;

public sealed partial class JobRunnerTests
{
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
}
