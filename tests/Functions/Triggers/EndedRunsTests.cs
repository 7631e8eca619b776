using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Functions.Triggers;

/// <summary>No manifest says for ever that its run runs, whatever ended it.</summary>
[Collection(StorageCollection.Name)]
public sealed class EndedRunsTests(Workbench bench)
{
    private readonly string _run = $"{bench.NewName()}-1";
    private readonly RunManifests _manifests = new(bench.Storage.Documents);

    [Fact]
    public async Task ARunThatTheBackendFailed_IsFailedInItsManifest()
    {
        await OpenAsync();
        await LookAsync(Ended(OrchestrationRuntimeStatus.Failed, TimeSpan.FromMinutes(5)));

        var manifest = (await _manifests.FindAsync(_run))!;
        Assert.Equal(
            (RunState.Failed, "the custom status is too long", bench.Time.GetUtcNow()),
            (manifest.State, manifest.Outcome, manifest.EndedAt)
        );
        Assert.Equal(["started", "failed"], manifest.Steps.Select(step => step.Key));
    }

    [Fact]
    public async Task ARunThatWasTerminatedInThePortal_IsCancelledToItsEnd()
    {
        await OpenAsync();
        var client = Ended(OrchestrationRuntimeStatus.Terminated, TimeSpan.FromMinutes(5));
        await LookAsync(client);
        await LookAsync(client);

        var (instance, name, input) = Assert.Single(client.Started);
        Assert.Equal((RunCancellation.InstanceOf(_run), nameof(RunCancellation)), (instance, name));
        Assert.Equal((_run, bench.Time.GetUtcNow()), (((CancelRequest)input!).RunId, ((CancelRequest)input).At));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Failed, 1)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, 1)]
    [InlineData(OrchestrationRuntimeStatus.Failed, 60 * 24 * 8)]
    [InlineData(OrchestrationRuntimeStatus.Completed, 5)]
    [InlineData(OrchestrationRuntimeStatus.Running, 5)]
    public async Task ARunWhoseEndIsOnItsWay_OrLongPast_IsLeft(OrchestrationRuntimeStatus status, int minutes)
    {
        await OpenAsync();
        var client = Ended(status, TimeSpan.FromMinutes(minutes));
        await LookAsync(client);

        Assert.Empty(client.Started);
        Assert.Equal(RunState.Running, (await _manifests.FindAsync(_run))!.State);
    }

    [Fact]
    public async Task ARunWithAnEndOfItsOwn_KeepsIt()
    {
        await OpenAsync();
        await _manifests.ChangeAsync(_run, manifest =>
            manifest with
            {
                State = RunState.Rejected,
                Outcome = "the gate said no",
                EndedAt = bench.Time.GetUtcNow(),
            }
        );
        var client = Ended(OrchestrationRuntimeStatus.Terminated, TimeSpan.FromMinutes(5));
        await LookAsync(client);

        Assert.Empty(client.Started);
        Assert.Equal("the gate said no", (await _manifests.FindAsync(_run))!.Outcome);
    }

    private GenuineClient Ended(OrchestrationRuntimeStatus status, TimeSpan ago)
    {
        var client = new GenuineClient();
        client.Add(nameof(ModelLifecycle), _run, status, output: "\"the custom status is too long\"", at: bench.Time.GetUtcNow() - ago);
        client.Add(nameof(ModelTraining), $"{_run}:train", status, output: "\"lost\"", at: bench.Time.GetUtcNow() - ago);
        return client;
    }

    private Task LookAsync(DurableTaskClient client) =>
        new EndedRuns(_manifests, bench.Time, NullLogger<EndedRuns>.Instance).RunAsync(new TimerInfo(), client, default);

    private Task OpenAsync() =>
        _manifests.OpenAsync(
            new()
            {
                RunId = _run,
                Pipeline = "flights",
                Batch = "monday",
                StartedBy = "test",
                StartedAt = DateTimeOffset.UnixEpoch,
                CodeVersion = "1",
                Definition = Digest.Of([1]),
                Dataset = Digest.Of([2]),
                Steps =
                [
                    new()
                    {
                        Key = "started",
                        Stage = Stage.Intake,
                        What = "started",
                        At = DateTimeOffset.UnixEpoch,
                    },
                ],
            }
        );
}
