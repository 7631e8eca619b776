namespace ServerlessML.Tests.Azure.Training;

/// <summary>A platform's job that ends without a word is a named failure, once it has been seen twice.</summary>
[Collection(StorageCollection.Name)]
public sealed class AttemptWatchTests(StorageRoom room)
{
    private const string Execution = "training-0001";

    private readonly JobWorld _world = new();

    [Theory]
    [InlineData("Failed")]
    [InlineData("Succeeded")]
    [InlineData("Stopped")]
    public async Task Look_AtAQueuedAttemptWhoseExecutionEnded_ReportsItOnTheSecond(string status)
    {
        await using var scene = await SceneAsync();
        _world.Set(Execution, status);

        Assert.Equal("queued", (await scene.LookAsync()).State);
        Assert.Empty(await scene.EventsAsync());
        await scene.LookAsync();

        var ended = Assert.Single(await scene.EventsAsync());
        Assert.Equal(
            (
                $"attempt 1 was never taken by a runner: the execution '{Execution}' of the Container Apps job 'training' is {status}",
                true,
                scene.RunId,
                1
            ),
            (ended.Error!, ended.Retryable, ended.InstanceId, ended.Attempt)
        );
        Assert.Equal("failed", (await scene.ProgressAsync()).State);
        await scene.LookAsync();
        Assert.Empty(await scene.EventsAsync());
    }

    [Fact]
    public async Task Look_AtARunnerThatDied_SaysWhatItWasDoing()
    {
        await using var scene = await SceneAsync();
        await scene.StandAsync("training", scene.NameOf(1));
        _world.Set(Execution, "Failed");

        await scene.LookAsync();
        await scene.LookAsync();

        Assert.StartsWith(
            "attempt 1 was lost while training: the execution",
            Assert.Single(await scene.EventsAsync()).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Look_AtAnAttemptThatAnothersRunnerHas_IsLeftToItsHeartbeat()
    {
        await using var scene = await SceneAsync();
        await scene.StandAsync("training", "another-1-a1");
        _world.Set(Execution, "Succeeded");

        await scene.LookAsync();
        await scene.LookAsync();

        Assert.Empty(await scene.EventsAsync());
    }

    [Theory]
    [InlineData("Running")]
    [InlineData("Processing")]
    [InlineData("Degraded")]
    [InlineData("Unknown")]
    public async Task Look_AtAnExecutionThatGoesOn_SaysNothing(string status)
    {
        await using var scene = await SceneAsync();
        _world.Set(Execution, status);

        await scene.LookAsync();
        await scene.LookAsync();

        Assert.Empty(await scene.EventsAsync());
    }

    [Fact]
    public async Task Look_AtAnExecutionThatIsNoMore_SaysSo()
    {
        await using var scene = await SceneAsync();
        _world.Forget(Execution);

        await scene.LookAsync();
        await scene.LookAsync();

        Assert.EndsWith("is gone", Assert.Single(await scene.EventsAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_WhenTheRunnerReportsInBetween_SaysNothing()
    {
        await using var scene = await SceneAsync();
        _world.Set(Execution, "Succeeded");

        await scene.LookAsync();
        await scene.StandAsync("completed", scene.NameOf(1));
        Assert.Equal("completed", (await scene.LookAsync()).State);

        Assert.Empty(await scene.EventsAsync());
    }

    [Theory]
    [InlineData(403)]
    [InlineData(400)]
    public async Task Look_ThatThePlatformRefuses_LeavesTheAttemptToItsHeartbeat(int status)
    {
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("JobExecution", Acts: false, ArmReply.Error(status, "No", "No")));

        Assert.Equal("queued", (await scene.LookAsync()).State);
    }

    private async Task<TrainingScene> SceneAsync()
    {
        var scene = await TrainingScene.WithContainerAppsAsync(room, _world);
        await scene.EnqueueAsync();
        return scene;
    }
}
