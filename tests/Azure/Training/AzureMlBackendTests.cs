using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Training.Backends;

namespace ServerlessML.Tests.Azure.Training;

/// <summary>An attempt's command job has the attempt's name: however often it is asked for, there is one.</summary>
[Collection(StorageCollection.Name)]
public sealed class AzureMlBackendTests(StorageRoom room)
{
    private readonly CommandJobWorld _world = new();

    [Fact]
    public async Task Start_PutsACommandJobThatReachesStorageAsAnIdentity()
    {
        await using var scene = await SceneAsync();

        await scene.EnqueueAsync();

        var (name, job) = Assert.Single(_world.Jobs);
        Assert.Equal(scene.NameOf(1), name);
        var properties = job["properties"]!;
        Assert.Equal("PT2H", (string)properties["limits"]!["timeout"]!);
        Assert.Equal("Managed", (string)properties["identity"]!["identityType"]!);
        Assert.Equal("devstoreaccount1", (string)properties["environmentVariables"]!["AzureWebJobsStorage__accountName"]!);
        Assert.Equal(scene.NameOf(1), (string)properties["environmentVariables"]![ContainerAppsBackend.RunnerName]!);
        Assert.Equal("spot", (string)properties["environmentVariables"]![ContainerAppsBackend.Capacity]!);
        Assert.DoesNotContain("AccountKey", job.ToJsonString(), StringComparison.Ordinal);
        Assert.Single(await scene.MessagesAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Start_ThatWentWrongAfterTheServiceActed_IsRepeatedToTheSameJob(int? status)
    {
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("Jobs_CreateOrUpdate", Acts: true, status is { } code ? ArmReply.Error(code, "Oops", "Oops") : null));

        await scene.EnqueueAsync();
        await scene.EnqueueAsync();

        Assert.Single(_world.Jobs);
        Assert.Single(await scene.MessagesAsync());
    }

    [Fact]
    public async Task Start_ThatAnotherStartWasFasterWith_TakesWhatIsThere()
    {
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("Jobs_CreateOrUpdate", Acts: true, ArmReply.Error(409, "Conflict", "The job exists.")));

        await scene.EnqueueAsync();

        Assert.Equal(scene.NameOf(1), (await scene.Attempts.FindAsync(Attempt.Of(scene.Job()), default))!.Name);
    }

    [Fact]
    public async Task Start_WithAConflictAndNoJob_IsTriedAgain()
    {
        await using var scene = await SceneAsync();
        scene.Server.Fail(new("Jobs_CreateOrUpdate", Acts: false, ArmReply.Error(409, "Conflict", "The workspace is being updated.")));

        await Assert.ThrowsAsync<ArmUnavailableException>(() => scene.EnqueueAsync());
        await scene.EnqueueAsync();

        Assert.Single(_world.Jobs);
        Assert.Single(await scene.MessagesAsync());
    }

    [Theory]
    [InlineData("Failed", true)]
    [InlineData("Canceled", true)]
    [InlineData("Completed", true)]
    [InlineData("Queued", false)]
    [InlineData("NotResponding", false)]
    public async Task Look_AtAJobThatHasEnded_ReportsIt(string status, bool ended)
    {
        await using var scene = await SceneAsync();
        await scene.EnqueueAsync();
        _world.Set(scene.NameOf(1), status);

        await scene.LookAsync();
        await scene.LookAsync();

        var events = await scene.EventsAsync();
        Assert.Equal(
            ended ? [$"attempt 1 was never taken by a runner: the job '{scene.NameOf(1)}' of the Azure ML workspace 'ml' is {status}"] : [],
            events.Select(sent => sent.Error!)
        );
    }

    [Fact]
    public async Task NextAttempt_CancelsTheJobThatHadTheLostOne()
    {
        await using var scene = await SceneAsync();
        await scene.EnqueueAsync();
        await scene.StandAsync("training", scene.NameOf(1));

        await scene.EnqueueAsync(attempt: 2);

        Assert.Equal(["CancelRequested", "Queued"], _world.Jobs.Values.Select(job => (string)job["properties"]!["status"]!));
    }

    [Theory]
    [InlineData("flights-1", 2, "flights-1-a2")]
    [InlineData("flights-1:trial/3", 1, "t-flights-1-trial-3-a1-")]
    [InlineData("-x", 1, "t--x-a1-")]
    public void Name_OfAnAttempt_FitsThePlatforms(string job, int attempt, string expected)
    {
        var name = new Attempt("run", job, attempt, "").Name;
        Assert.StartsWith(expected, name, StringComparison.Ordinal);
        Assert.Matches("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$", name);
        Assert.NotEqual(name, new Attempt("run", job.Replace(':', '_'), attempt + 1, "").Name);
    }

    [Fact]
    public void Name_OfJobsThatDifferInWhatDoesNotFit_Differ() =>
        Assert.NotEqual(new Attempt("run", "a:b", 1, "").Name, new Attempt("run", "a/b", 1, "").Name);

    private Task<TrainingScene> SceneAsync() => TrainingScene.WithAzureMlAsync(room, _world);
}
