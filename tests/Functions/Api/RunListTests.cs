using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using ServerlessML.Functions.Api;
using ServerlessML.Functions.Storage;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Functions.Api;

/// <summary>Runs as the API shows them, from a backend with the limits of the genuine one.</summary>
[Collection(StorageCollection.Name)]
public sealed class RunListTests(Workbench bench)
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;

    private RunViews Views => new(bench.Storage.Documents, new RunManifests(bench.Storage.Documents), bench.Time);

    [Fact]
    public async Task Read_ManyRuns_ReadsOnlyThoseThatAreShown()
    {
        await using var client = new GenuineClient();
        for (var run = 0; run < 450; run++)
        {
            Add(client, $"flights-{run:D4}", OrchestrationRuntimeStatus.Running, run);
            client.Add(nameof(ModelTraining), $"flights-{run:D4}:train");
        }

        var runs = await new RunList(Views).ReadAsync(client, null, null, 3, default);

        Assert.Equal(["flights-0449", "flights-0448", "flights-0447"], runs.Select(run => run.RunId));
        Assert.All(runs, run => Assert.Equal(("flights", "monday", RunState.Running), (run.Pipeline, run.Batch, run.State)));
        Assert.InRange(client.Whole, 3, 8);
    }

    [Theory]
    [InlineData(RunState.Running, 1)]
    [InlineData(RunState.Rejected, 2)]
    [InlineData(RunState.Completed, 3)]
    [InlineData(RunState.Failed, 5, 4)]
    [InlineData(RunState.Cancelled, 6)]
    [InlineData("asleep")]
    public async Task Read_OfAState_IsThoseRuns(string state, params int[] expected)
    {
        await using var client = new GenuineClient();
        Add(client, "flights-1", OrchestrationRuntimeStatus.Running, 1);
        Add(client, "flights-2", OrchestrationRuntimeStatus.Completed, 2, new LifecycleResult { State = RunState.Rejected, Outcome = "" });
        Add(client, "flights-3", OrchestrationRuntimeStatus.Completed, 3, new LifecycleResult { State = RunState.Completed, Outcome = "" });
        Add(client, "flights-4", OrchestrationRuntimeStatus.Completed, 4, new LifecycleResult { State = RunState.Failed, Outcome = "" });
        Add(client, "flights-5", OrchestrationRuntimeStatus.Failed, 5);
        Add(client, "flights-6", OrchestrationRuntimeStatus.Terminated, 6);
        Add(client, "flights-late-7", OrchestrationRuntimeStatus.Running, 7, pipeline: "flights-late");

        Assert.Equal(
            expected.Select(run => $"flights-{run}"),
            (await new RunList(Views).ReadAsync(client, "flights", state, 50, default)).Select(run => run.RunId)
        );
    }

    [Theory]
    [InlineData("training with mlp", "\"the backend ended it\"", "the backend ended it")]
    [InlineData("the queue is gone", "\"Task 'EnqueueTraining' failed: the queue is gone\"", "the queue is gone")]
    [InlineData("the queue is gone", null, "the queue is gone")]
    [InlineData(null, "not JSON", "not JSON")]
    public void View_AFailureWithoutDetails_SaysWhy(string? said, string? output, string expected)
    {
        var instance = new OrchestrationMetadata(nameof(ModelLifecycle), "flights-1")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            SerializedOutput = output,
            DataConverter = JsonDataConverter.Default,
            SerializedCustomStatus = said is null
                ? null
                : JsonDataConverter.Default.Serialize(new RunStatus { Stage = Stage.Training, Message = said }),
        };
        Assert.Equal((RunState.Failed, expected), (Views.View(instance).State, Views.View(instance).Message));
    }

    [Theory]
    [InlineData("\"cancelled by olga\"")]
    [InlineData("cancelled by olga")]
    public void View_Terminated_SaysByWhom(string output)
    {
        var instance = new OrchestrationMetadata(nameof(ModelLifecycle), "flights-1")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Terminated,
            SerializedOutput = output,
            DataConverter = JsonDataConverter.Default,
        };
        Assert.Equal((RunState.Cancelled, "cancelled by olga"), (Views.View(instance).State, Views.View(instance).Message));
    }

    private static void Add(
        GenuineClient client,
        string id,
        OrchestrationRuntimeStatus status,
        int minute,
        LifecycleResult? result = null,
        string pipeline = "flights"
    ) =>
        client.Add(
            nameof(ModelLifecycle),
            id,
            status,
            new LifecycleRequest
            {
                RunId = id,
                Pipeline = pipeline,
                Batch = "monday",
                Definition = Digest.Of([1]),
                Dataset = Digest.Of([2]),
                StartedBy = "test",
            },
            JsonDataConverter.Default.Serialize(result),
            Begin.AddMinutes(minute)
        );
}
