namespace ServerlessML.Tests.Lifecycle.Vocabulary;

/// <summary>A pipeline with a champion in service, for stories about what must not touch it.</summary>
public sealed class ServedPipeline(World world) : IAsyncLifetime
{
    private int _batches;

    public PipelineStory Pipeline { get; } = world.Pipeline("served");

    public Task InitializeAsync() => Pipeline.GivenChampionAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The champion serves, and a good batch goes its way as if nothing had been.</summary>
    public async Task ThenAllIsWellAsync()
    {
        await Pipeline.ThenChampionStillServesAsync();
        var number = Interlocked.Increment(ref _batches);
        var next = await Pipeline.WhenBatchLandsAsync($"good-{number}", LandedFile.Good(seed: 100 + number, rows: 600));
        await next.ThenReachesAsync(Contracts.Runs.Stage.Training);
    }
}
