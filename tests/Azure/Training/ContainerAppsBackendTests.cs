using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Training.Backends;

namespace ServerlessML.Tests.Azure.Training;

/// <summary>One attempt is one message and one execution, whatever goes wrong in between.</summary>
[Collection(StorageCollection.Name)]
public sealed class ContainerAppsBackendTests(StorageRoom room)
{
    private readonly JobWorld _world = new();

    [Fact]
    public async Task Start_OfAnAttempt_IsOneMessageAndOneExecutionOfTheJobsOwnTemplate()
    {
        await using var scene = await SceneAsync();

        await scene.EnqueueAsync();

        Assert.Equal(1, Assert.Single(await scene.MessagesAsync()).Attempt);
        var container = Assert.Single(_world.Executions)["properties"]!["template"]!["containers"]![0]!;
        Assert.Equal("ml.azurecr.io/runner@sha256:1", (string)container["image"]!);
        Assert.Equal("""{"cpu":4,"memory":"8Gi"}""", container["resources"]!.ToJsonString());
        Assert.Equal(
            [
                "AzureWebJobsStorage__accountName=mlstore",
                "LICENSE=license",
                $"SERVERLESSML_RUNNER_NAME={scene.NameOf(1)}",
                "SERVERLESSML_RUNNER_EXIT_WHEN_IDLE=true",
                "SERVERLESSML_RUNNER_CAPACITY=spot",
            ],
            container["env"]!.AsArray().Select(variable => $"{variable!["name"]}={variable["value"] ?? variable["secretRef"]}")
        );
    }

    [Fact]
    public async Task Start_Repeated_StartsNothingMore()
    {
        await using var scene = await SceneAsync();

        await scene.EnqueueAsync();
        await scene.EnqueueAsync();

        Assert.Single(await scene.MessagesAsync());
        Assert.Single(_world.Executions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_WhoseAnswerWasLost_IsFoundAmongThePagesOfExecutions(bool slowly)
    {
        _world.AddForeign(5);
        _world.StartsSlowly = slowly;
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("Jobs_Start", Acts: true, Reply: null));

        await Assert.ThrowsAsync<ArmUnavailableException>(() => scene.EnqueueAsync());
        await scene.EnqueueAsync();

        Assert.Single(await scene.MessagesAsync());
        Assert.Equal(6, _world.Executions.Count);
        Assert.Equal(1, scene.Server.Count("Jobs_Start"));
        Assert.True(scene.Server.Count("JobsExecutions_List") >= 3);
    }

    [Fact]
    public async Task Start_ThatFailedOnTheServerAfterItActed_IsNotBlindlyRepeated()
    {
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("Jobs_Start", Acts: true, ArmReply.Error(500, "InternalServerError", "Oops")));

        await Assert.ThrowsAsync<ArmUnavailableException>(() => scene.EnqueueAsync());
        await scene.EnqueueAsync();

        Assert.Single(_world.Executions);
    }

    [Fact]
    public async Task Start_KilledBetweenTheStartAndItsRecord_FindsTheExecution()
    {
        await using var scene = await SceneAsync();
        await scene.EnqueueAsync();
        var attempt = Attempt.Of(scene.Job());
        await scene.Attempts.ChangeAsync(attempt, known => known with { Name = null }, default);

        await scene.EnqueueAsync();

        Assert.Single(_world.Executions);
        Assert.Equal("training-0001", (await scene.Attempts.FindAsync(attempt, default))!.Name);
    }

    [Fact]
    public async Task Start_Throttled_WaitsAsLongAsItIsTold()
    {
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("Jobs_Start", Acts: false, ArmReply.Error(429, "TooManyRequests", "Slow down", retryAfter: 17)));

        await scene.EnqueueAsync();

        Assert.Single(_world.Executions);
        Assert.Contains(TimeSpan.FromSeconds(17), scene.Server.Time.Waits);
    }

    [Fact]
    public async Task Start_ThrottledForLong_IsLeftToTheStepsOwnRetry()
    {
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("Jobs_Start", Acts: false, ArmReply.Error(429, "TooManyRequests", "Slow down", retryAfter: 600)));

        var e = await Assert.ThrowsAsync<ArmUnavailableException>(() => scene.EnqueueAsync());
        Assert.Contains("429: TooManyRequests: Slow down", e.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Server.Time.Waits);

        await scene.EnqueueAsync();
        Assert.Single(await scene.MessagesAsync());
    }

    [Fact]
    public async Task Start_ThatTakesItsTime_IsFollowedToItsLocation()
    {
        _world.StartsSlowly = true;
        await using var scene = await SceneAsync();

        await scene.EnqueueAsync();

        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)], scene.Server.Time.Waits);
        Assert.Equal("training-0001", (await scene.Attempts.FindAsync(Attempt.Of(scene.Job()), default))!.Name);
    }

    [Fact]
    public async Task Start_OfAJobThatItsQueueStarts_SaysWhatToSet()
    {
        _world.Trigger = "Event";
        await using var scene = await SceneAsync();
        var e = await Assert.ThrowsAsync<ArmRefusedException>(() => scene.EnqueueAsync());
        Assert.Contains("Training__Backend", e.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Executions);
    }

    [Fact]
    public async Task Start_OfAJobThatIsNotThere_NamesTheSetting()
    {
        await using var scene = await SceneAsync();
        var backend = new ContainerAppsBackend(
            scene.Server.Client(),
            new() { Job = "another" },
            new(scene.Storage),
            scene.Attempts,
            scene.Server.Time
        );
        var e = await Assert.ThrowsAsync<ArmRefusedException>(() => backend.StartAsync(scene.Job(), default));
        Assert.Equal(
            "There is no Container Apps job 'another' in the resource group 'ml-dev'. Correct the setting Training__Job.",
            e.Message
        );
    }

    [Theory]
    [InlineData(true, "Stopped")]
    [InlineData(false, "Running")]
    public async Task NextAttempt_StopsTheExecutionOfTheLostOne_OnlyIfItHadIt(bool own, string left)
    {
        await using var scene = await SceneAsync();
        await scene.EnqueueAsync();
        await scene.StandAsync("training", own ? scene.NameOf(1) : "another-1-a1");

        await scene.EnqueueAsync(attempt: 2);

        Assert.Equal([left, "Running"], _world.Executions.Select(execution => (string)execution["properties"]!["status"]!));
        Assert.Equal([1, 2], (await scene.MessagesAsync()).Select(job => job.Attempt));
    }

    [Fact]
    public async Task NextAttempt_StartsThoughTheLostOneCannotBeStopped()
    {
        await using var scene = await SceneAsync();
        await scene.EnqueueAsync();
        await scene.StandAsync("training", scene.NameOf(1));
        scene.Server.Fail(new("Jobs_StopExecution", Acts: false, ArmReply.Error(409, "Conflict", "It is being stopped.")));

        await scene.EnqueueAsync(attempt: 2);

        Assert.Equal(2, _world.Executions.Count);
    }

    private Task<TrainingScene> SceneAsync() => TrainingScene.WithContainerAppsAsync(room, _world);
}
