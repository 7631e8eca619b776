using Microsoft.DurableTask.Client;
using ServerlessML.Functions;
using ServerlessML.Functions.Training;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Functions.Training;

/// <summary>Trainings by their inputs, over a real store: who trains, who waits, who takes what is there.</summary>
[Collection(StorageCollection.Name)]
public sealed class StepCacheTests(Workbench bench)
{
    private readonly InstancesClient _instances = new();
    private Digest _key;

    [Fact]
    public async Task Claim_OfWhatNobodyTrained_IsTheAskers()
    {
        var training = Training();
        Assert.Equal((null, null), Said(await ClaimAsync("a", training)));
        // Delivered twice.
        Assert.Equal((null, null), Said(await ClaimAsync("a", training)));
    }

    [Fact]
    public async Task Claim_OfWhatIsBeingTrained_NamesTheRun()
    {
        var training = Training();
        await ClaimAsync("a", training);
        Assert.Equal((null, "a"), Said(await ClaimAsync("b", training)));
    }

    [Fact]
    public async Task Claim_TwentyAtOnce_OneTrains()
    {
        var training = Training();
        Ids(20).ToList().ForEach(id => _instances.Statuses[id] = OrchestrationRuntimeStatus.Running);
        var claims = await Task.WhenAll(Ids(20).Select(id => ClaimAsync(id, training)));
        Assert.Single(claims, claim => claim.BusyWith is null);
        Assert.Single(claims.Select(claim => claim.BusyWith).OfType<string>().Distinct());
    }

    [Fact]
    public async Task Claim_OfWhatWasTrained_HasTheResultAndWhereItIsFrom()
    {
        var training = Training();
        var result = await TrainAsync("a", training);
        _instances.Statuses["a"] = OrchestrationRuntimeStatus.Completed;

        var claim = await ClaimAsync("b", training);
        Assert.Equal((result.Model, "a", "a-1"), (claim.Result!.Model, claim.Before!.RunId, claim.Before.JobId));
        // How far, from where it goes on, and how long it may take make no other training of it.
        Assert.NotNull(
            (
                await ClaimAsync(
                    "c",
                    training with
                    {
                        Until = 1,
                        Resume = result.Model,
                        JobId = "other",
                        Settings = training.Settings with { Deadline = TimeSpan.FromHours(9) },
                    }
                )
            ).Result
        );
    }

    [Fact]
    public async Task Claim_AnyOtherInput_IsAnotherTraining()
    {
        var training = Training();
        await TrainAsync("a", training);
        TrainRequest[] others =
        [
            training with
            {
                Dataset = Of("another dataset"),
            },
            training with
            {
                Data = training.Data with { Columns = [.. training.Data.Columns.Reverse()] },
            },
            training with
            {
                Settings = training.Settings with { Recipe = "xgboost" },
            },
            training with
            {
                Settings = training.Settings with { Parameters = new Dictionary<string, string> { ["epochs"] = "3" } },
            },
            training with
            {
                Settings = training.Settings with { Seed = 2 },
            },
            training with
            {
                Settings = training.Settings with { Threads = 1 },
            },
            training with
            {
                Settings = training.Settings with { Image = "registry/other@sha256:1" },
            },
            training with
            {
                Holdout = 0.3,
            },
            training with
            {
                HoldoutSalt = "other",
            },
            training with
            {
                Until = 0.5,
            },
            training with
            {
                Fold = new(0, 5),
            },
        ];
        foreach (var (other, number) in others.Select((other, number) => (other, number)))
        {
            Assert.Null((await ClaimAsync($"other-{number}", other)).Result);
        }
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(null)]
    public async Task Claim_WhoseOwnerEndedOrIsPurged_IsTakenOver(OrchestrationRuntimeStatus? owner)
    {
        var training = Training();
        await ClaimAsync("a", training);
        _instances.Statuses.Remove("a");
        if (owner is { } status)
        {
            _instances.Statuses["a"] = status;
        }

        Assert.Equal((null, null), Said(await ClaimAsync("b", training)));
        Assert.Equal((null, "b"), Said(await ClaimAsync("c", training)));
        // The first one's result, should it come after all, changes nothing.
        await SettleAsync("a", Result("late"));
        Assert.Equal((null, "b"), Said(await ClaimAsync("c", training)));
    }

    [Fact]
    public async Task Claim_PastItsTime_IsTakenOverThoughTheOwnerRuns()
    {
        var training = Training();
        await ClaimAsync("a", training);
        bench.Time.Advance(training.Settings.Deadline * (training.Settings.MaxAttempts + 1));
        Assert.Equal((null, null), Said(await ClaimAsync("b", training)));
    }

    [Fact]
    public async Task Claim_AfterAFailure_IsTheNextOnes()
    {
        var training = Training();
        await ClaimAsync("a", training);
        await SettleAsync("a", null);
        Assert.Equal((null, null), Said(await ClaimAsync("b", training)));
    }

    [Fact]
    public async Task Claim_OfAModelThatIsGone_TrainsAgainAndKeepsTheNewOne()
    {
        var training = Training();
        var result = await TrainAsync("a", training);
        await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Cas).DeleteBlobAsync(result.Model.Hex);

        Assert.Equal((null, null), Said(await ClaimAsync("b", training)));
        await SettleAsync("b", await StoredAsync("again"));
        Assert.Equal("b", (await ClaimAsync("c", training)).Before!.RunId);
    }

    [Fact]
    public async Task Settle_Twice_IsSettledOnce()
    {
        var training = Training();
        var result = await TrainAsync("a", training);
        await SettleAsync("a", null);
        Assert.Equal(result.Model, (await ClaimAsync("b", training)).Result!.Model);
    }

    private async Task<TrainingClaim> ClaimAsync(string instance, TrainRequest training)
    {
        _instances.Statuses.TryAdd(instance, OrchestrationRuntimeStatus.Running);
        var activity = new ClaimTraining(bench.Storage.Documents, bench.Storage.Content, Options, bench.Time);
        var claim = await activity.RunAsync(
            new()
            {
                InstanceId = instance,
                Training = training with { RunId = instance, JobId = training.JobId.Length > 0 ? training.JobId : $"{instance}-1" },
            },
            _instances,
            default
        );
        _key = claim.Key;
        return claim;
    }

    private async Task<TrainingResult> TrainAsync(string instance, TrainRequest training)
    {
        await ClaimAsync(instance, training);
        var result = await StoredAsync(training.Dataset.Hex);
        await SettleAsync(instance, result);
        return result;
    }

    private Task SettleAsync(string instance, TrainingResult? result) =>
        new SettleTraining(bench.Storage.Documents, bench.Time).RunAsync(
            new()
            {
                Key = _key,
                InstanceId = instance,
                RunId = instance,
                JobId = $"{instance}-1",
                Result = result,
            },
            default
        );

    private async Task<TrainingResult> StoredAsync(string model)
    {
        var result = Result(model);
        foreach (var part in new[] { model, "metrics", "environment" })
        {
            await bench.Storage.Content.PutAsync(System.Text.Encoding.UTF8.GetBytes(part));
        }

        return result;
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(1, count).Select(number => $"instance-{number}");

    private static (Digest? Model, string? BusyWith) Said(TrainingClaim claim) => (claim.Result?.Model, claim.BusyWith);

    private static readonly FunctionsOptions Options = new() { PublicUrl = new("http://localhost") };

    private static Digest Of(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));

    private static TrainingResult Result(string model) =>
        new()
        {
            Model = Of(model),
            Metrics = Of("metrics"),
            Environment = Of("environment"),
            ModelBytes = 1,
            Rows = 1,
            Steps = 1,
            StepsPerSecond = 1,
            TrainingSeconds = 1,
            TotalSeconds = 1,
        };

    private TrainRequest Training() =>
        new()
        {
            RunId = "",
            JobId = "",
            Dataset = Of(bench.NewName()),
            Settings = new(),
            Holdout = 0.2,
            HoldoutSalt = "holdout-1",
            Data = new()
            {
                Columns = [new() { Name = "level", Type = ColumnType.Number }, new() { Name = "city", Type = ColumnType.Category }],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
        };
}
