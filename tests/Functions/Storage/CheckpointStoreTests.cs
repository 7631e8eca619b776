using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Training;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Functions.Storage;

[Collection(StorageCollection.Name)]
public sealed class CheckpointStoreTests(Workbench bench) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CheckpointStore Store => bench.Storage.Checkpoints;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Release_ByItsOwner_Deletes()
    {
        var state = await PutAsync("one", "a");
        Assert.Equal(state, await PutAsync("one", "a"));

        Assert.True(await Store.ReleaseAsync(state, "a"));

        Assert.False(await Store.ExistsAsync(state));
        Assert.False(await Store.ReleaseAsync(state, "a"));
    }

    [Fact]
    public async Task Release_OfAStateThatAnotherJobLeftToo_LeavesItToBoth()
    {
        var state = await PutAsync("two", "a");
        await PutAsync("two", "b");

        Assert.False(await Store.ReleaseAsync(state, "a"));
        Assert.False(await Store.ReleaseAsync(state, "b"));

        Assert.True(await Store.ExistsAsync(state));
    }

    [Fact]
    public async Task Release_OfAStateThatAnotherJobGoesOnFrom_LeavesIt()
    {
        var state = await PutAsync("three", "a");
        await Store.GetFileAsync(state, _folder["copy"], "b");

        Assert.False(await Store.ReleaseAsync(state, "a"));

        Assert.Equal("three", await File.ReadAllTextAsync(_folder["copy"]));
    }

    [Fact]
    public async Task Release_AfterItsOwnerWentOnFromIt_Deletes()
    {
        var state = await PutAsync("four", "a");
        await Store.GetFileAsync(state, _folder["copy"], "a");

        Assert.True(await Store.ReleaseAsync(state, "a"));
    }

    [Fact]
    public async Task Put_WhileItsOwnerReleasesIt_IsThereInTheEnd()
    {
        for (var round = 0; round < 10; round++)
        {
            var state = await PutAsync($"five {round}", "a");

            await Task.WhenAll(PutAsync($"five {round}", "b"), Store.ReleaseAsync(state, "a"));

            Assert.True(await Store.ExistsAsync(state));
        }
    }

    [Fact]
    public async Task Get_OfAStateOfAnEarlierVersion_FindsItInTheContentStore()
    {
        var state = await bench.Storage.Content.PutAsync("six"u8.ToArray());

        await Store.GetFileAsync(state, _folder["copy"], "a");

        Assert.True(await Store.ExistsAsync(state));
        Assert.False(await Store.ReleaseAsync(state, "a"));
        await Assert.ThrowsAsync<ContentMissingException>(() => Store.GetFileAsync(Digest.Of("never"u8), _folder["none"], "a"));
    }

    [Fact]
    public async Task Sweep_TakesWhatNobodyUsedForAWeek()
    {
        var state = await PutAsync("seven", "a");
        var kept = await bench.Storage.Content.PutAsync("eight"u8.ToArray());
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow + SweepCheckpoints.Age - TimeSpan.FromHours(1));
        var sweep = new SweepCheckpoints(Store, clock, NullLogger<SweepCheckpoints>.Instance);
        await sweep.RunAsync(new TimerInfo(), default);
        Assert.True(await Store.ExistsAsync(state));

        clock.Advance(TimeSpan.FromHours(2));
        await sweep.RunAsync(new TimerInfo(), default);

        Assert.False(await Store.ExistsAsync(state));
        Assert.True(await bench.Storage.Content.ExistsAsync(kept));
    }

    private async Task<Digest> PutAsync(string text, string owner)
    {
        var path = _folder[Guid.NewGuid().ToString("N")];
        await File.WriteAllTextAsync(path, text);
        return await Store.PutFileAsync(path, owner);
    }
}
