using System.Text.Json;
using ServerlessML.GpuRunner.Jobs;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>Which runner takes which jobs.</summary>
public sealed class CapacityTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    [Theory]
    [InlineData(null, "on-demand", "spot", null)]
    [InlineData("spot", "spot", null, null)]
    [InlineData("on-demand", "on-demand", null, null)]
    public async Task Take_ByCapacity_TakesItsOwn(string? capacity, params string?[] taken)
    {
        var onDemand = bench.Storage.Queues.GetQueueClient(StorageLayout.TrainingJobsOnDemand);
        await bench.Jobs.ClearMessagesAsync();
        await onDemand.ClearMessagesAsync();
        await bench.Jobs.SendMessageAsync("spot");
        await onDemand.SendMessageAsync("on-demand");
        var queue = new JobQueue(bench.Storage, bench.Options with { Capacity = capacity });

        List<string?> seen = [];
        for (var i = 0; i < taken.Length; i++)
        {
            seen.Add((await queue.TakeAsync(CancellationToken.None))?.Body.ToString());
        }

        Assert.Equal(taken, seen);
    }

    [Fact]
    public async Task Take_QueueMissing_IsMadeAndTakenFromLater()
    {
        var onDemand = bench.Storage.Queues.GetQueueClient(StorageLayout.TrainingJobsOnDemand);
        await onDemand.DeleteIfExistsAsync();
        var queue = new JobQueue(bench.Storage, bench.Options with { Capacity = TrainingResources.OnDemand });
        Assert.Null(await queue.TakeAsync(CancellationToken.None));

        await onDemand.SendMessageAsync(JsonSerializer.Serialize(await bench.JobAsync(), Wire.Options));

        Assert.Equal(StorageLayout.TrainingJobsOnDemand, (await queue.TakeAsync(CancellationToken.None))!.Queue);
        await onDemand.ClearMessagesAsync();
    }
}
