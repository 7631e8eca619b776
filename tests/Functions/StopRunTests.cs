using Microsoft.DurableTask.Client;
using ServerlessML.Functions.Cancellation;
using ServerlessML.Functions.Storage;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Tests.Functions;

/// <summary>Stopping runs on the genuine engine, which ends an instance and not what it has started.</summary>
[Collection(StorageCollection.Name)]
public sealed class StopRunTests(Workbench bench)
{
    private readonly string _run = $"{bench.NewName()}-1";

    private CancelRequest Request =>
        new()
        {
            RunId = _run,
            By = "olga@local",
            At = DateTimeOffset.UnixEpoch,
        };

    private StopRun StopRun => new(new RunManifests(bench.Storage.Documents), bench.Models, bench.Plans);

    [Fact]
    public async Task Run_WithATrainingUnderWay_EndsTheRunFirstAndThenItsParts()
    {
        await using var client = Client();

        // The training of a trial may be started as its search is ended: it is looked for until there is none.
        Assert.Equal(CancelOutcome.Stopping, (await StopRun.RunAsync(Request, client, default)).Outcome);
        client.Add(nameof(ModelTraining), $"{_run}:train:t2-r0:f0");
        Assert.Equal(CancelOutcome.Stopping, (await StopRun.RunAsync(Request, client, default)).Outcome);
        Assert.Equal(CancelOutcome.Cancelled, (await StopRun.RunAsync(Request, client, default)).Outcome);

        Assert.Equal([$"end {_run}", $"end {_run}:train", $"end {_run}:train:t1-r0", $"end {_run}:train:t2-r0:f0"], client.Orders);
        Assert.Equal(OrchestrationRuntimeStatus.Running, client.StatusOf(RunCancellation.InstanceOf(_run)));
        Assert.Equal(OrchestrationRuntimeStatus.Running, client.StatusOf($"{_run}:notice:1"));
        Assert.Equal(OrchestrationRuntimeStatus.Running, client.StatusOf($"{_run}0:train"));
    }

    [Fact]
    public async Task Run_ThatHasNotEndedYet_KeepsItsParts()
    {
        await using var client = Client();
        client.SlowToEnd = true;

        Assert.Equal(CancelOutcome.Stopping, (await StopRun.RunAsync(Request, client, default)).Outcome);

        Assert.Equal([$"end {_run}"], client.Orders);
    }

    [Fact]
    public async Task Run_ThatEndedByItself_IsLeftAlone()
    {
        await using var client = Client();
        client.Add(nameof(ModelLifecycle), _run, OrchestrationRuntimeStatus.Completed);

        Assert.Equal(CancelOutcome.Ended, (await StopRun.RunAsync(Request, client, default)).Outcome);

        Assert.Empty(client.Orders);
    }

    private GenuineClient Client()
    {
        var client = new GenuineClient();
        client.Add(nameof(ModelLifecycle), _run);
        client.Add(nameof(ModelSearch), $"{_run}:train");
        client.Add(nameof(ModelTrial), $"{_run}:train:t1-r0");
        client.Add(nameof(ModelTrial), $"{_run}:train:t3-r0", OrchestrationRuntimeStatus.Completed);
        client.Add(nameof(RunCancellation), RunCancellation.InstanceOf(_run));
        client.Add(nameof(PeopleNotification), $"{_run}:notice:1");
        client.Add(nameof(ModelSearch), $"{_run}0:train");
        return client;
    }
}
