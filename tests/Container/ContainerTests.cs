namespace ServerlessML.Tests.Container;

/// <summary>The image as it is built, in containers as they are run.</summary>
public sealed class ContainerTests(ImageFixture image) : IClassFixture<ImageFixture>
{
    [SkippableFact]
    public async Task Recipe_InAContainer_TrainsWithoutNetworkSecretsOrRoot()
    {
        Skip.If(image.Missing is not null, image.Missing);
        var ended = await EndAsync(await image.Bench.JobAsync());

        Assert.Null(ended.Error);
        var environment = await image.Bench.Storage.Content.GetJsonAsync<RunnerEnvironment>(ended.Result!.Environment);
        Assert.Equal("container, without network", environment.Isolation);
        Assert.StartsWith("sha256:", environment.ImageDigest, StringComparison.Ordinal);

        const string tells = """
            echo $(id -u) $(grep -c : /proc/net/dev) $(grep -c CapEff:.0000000000000000 /proc/self/status) $(env | grep -c AccountKey) $(touch /program/x 2>/dev/null && echo writable || echo read-only) $(touch "$JOB_IN/x" 2>/dev/null && echo writable || echo read-only) >&2; exit 65
            """;
        var told = await EndAsync(await ForeignAsync(tells));
        Assert.Equal("65532 1 1 0 read-only read-only", told.Error);
    }

    [SkippableFact]
    public async Task Recipe_OverItsMemory_IsEndedByTheKernelAndSaidSo()
    {
        Skip.If(image.Missing is not null, image.Missing);
        var ended = await EndAsync(
            await ForeignAsync("x=$(head -c 300000000 /dev/zero | tr '\\0' a); sleep 600") with
            {
                Resources = new() { Memory = 100_000_000 },
            }
        );

        // As sure as the engine is.
        Assert.Matches(
            "^The recipe (ran out of memory: it was ended at 100 MB|was killed, most likely because memory ran out; it may take 100 MB)[.]$",
            ended.Error
        );
        Assert.True(ended.Retryable);
    }

    [SkippableFact]
    public async Task Recipe_Stuck_LeavesNoContainer()
    {
        Skip.If(image.Missing is not null, image.Missing);
        var ended = await EndAsync(await ForeignAsync("sleep 600") with { Stall = TimeSpan.FromSeconds(1) });

        Assert.StartsWith("The recipe wrote nothing for", ended.Error, StringComparison.Ordinal);
        Assert.Equal(
            "",
            (
                await ImageFixture.RunAsync(
                    image.Engine[0],
                    [.. image.Engine.Skip(1), "ps", "--all", "--quiet", "--filter", "name=serverlessml-serverlessml-job"]
                )
            ).Said.Trim()
        );
    }

    [SkippableFact]
    public async Task Runner_KilledInMidTraining_TheNextContainerGoesOnToTheSameModel()
    {
        Skip.If(image.Missing is not null, image.Missing);
        var job = await image.Bench.CutOffAsync(
            await image.Bench.JobAsync() with
            {
                CheckpointEvery = TimeSpan.FromMilliseconds(200),
            },
            progress => progress.Checkpoint is not null,
            async stopping =>
            {
                var name = AzuriteFixture.Unique("serverlessml-test");
                using var first = image.StartRunner(name);
                await RunnerBench.EndAsync(
                    first,
                    () => _ = ImageFixture.RunAsync(image.Engine[0], [.. image.Engine.Skip(1), "kill", "--signal", "KILL", name]),
                    stopping
                );
            }
        );

        Assert.Null(await image.Bench.NextEventAsync());
        await WaitFor.TrueAsync("the lease to end", async () => await image.Bench.WaitingJobsAsync() == 1);
        using var second = image.StartRunner(AzuriteFixture.Unique("serverlessml-test"));
        await second.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));

        var ended = (await image.Bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        var whole = await EndAsync(job with { RunId = AzuriteFixture.Unique("run") });
        Assert.Equal(whole.Result!.Model, ended.Result!.Model);
        Assert.Null(ended.Result.Notes);
    }

    private async Task<TrainingEvent> EndAsync(TrainingJob job)
    {
        // What another test left would be taken for the end of this job.
        Assert.Null(await image.Bench.NextEventAsync());
        await image.Bench.SendAsync(job);
        await image.Bench.RunNextAsync();
        return (await image.Bench.NextEventAsync())!;
    }

    private async Task<TrainingJob> ForeignAsync(string script) =>
        await image.Bench.JobAsync() with
        {
            Recipe = "python",
            Parameters = new Dictionary<string, string>(),
            Command = ["sh", "-c", script],
        };
}
