using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Functions.Evaluation;

/// <summary>What is computed for a run ends with it: no activity goes on for an orchestration that was terminated.</summary>
[Collection(StorageCollection.Name)]
public sealed class RunEndTests(Workbench bench)
{
    [Fact]
    public async Task Token_RunThatIsCancelled_IsCancelled()
    {
        var (time, runId) = (new ManualTimeProvider(), $"end-{Guid.NewGuid():N}"[..20]);
        await bench.Manifests.OpenAsync(Manifest(runId));
        await using var end = new RunEnd(bench.Manifests, runId, time, default);
        await bench.Manifests.ChangeAsync(runId, run => run with { State = RunState.Cancelled, EndedAt = time.GetUtcNow() });
        var cancelled = new TaskCompletionSource();
        using var told = end.Token.Register(cancelled.SetResult);

        time.Advance(TimeSpan.FromSeconds(1));

        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(end.Ended);
    }

    [Fact]
    public async Task Token_ProcessThatStops_IsNoEndOfTheRun()
    {
        using var stopping = new CancellationTokenSource();
        await using var end = new RunEnd(bench.Manifests, "nobody", new ManualTimeProvider(), stopping.Token);

        await stopping.CancelAsync();

        Assert.True(end.Token.IsCancellationRequested);
        Assert.False(end.Ended);
    }

    private static RunManifest Manifest(string runId) =>
        new()
        {
            RunId = runId,
            Pipeline = "ending",
            Batch = "b1",
            StartedBy = "somebody",
            StartedAt = default,
            CodeVersion = "1",
            Definition = default,
            Dataset = default,
        };
}
