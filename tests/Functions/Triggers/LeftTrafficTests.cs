using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers;
using ServerlessML.Tests.Functions.Instances;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Triggers;

/// <summary>No traffic stays on a version that nobody watches, whatever ended its rollout.</summary>
[Collection(StorageCollection.Name)]
public sealed class LeftTrafficTests(Workbench bench)
{
    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    [InlineData(null)]
    public async Task ARampWhoseRunIsOver_IsGivenBack_WrittenDown_AndTold_Once(OrchestrationRuntimeStatus? status)
    {
        var (pipeline, run) = await RampAsync();
        await using var client = new GenuineClient();
        if (status is { } ended)
        {
            client.Add(nameof(ModelLifecycle), run, ended);
            client.Add(nameof(ModelRollout), ModelRollout.InstanceOf(run), ended);
        }

        await LookAsync(client);
        await LookAsync(client);

        Assert.Equal(1, (await bench.Plans.FindAsync(pipeline))!.Serving());
        Assert.Equal(
            (1, null),
            await bench.Models.AliasesAsync(pipeline) is var aliases ? (aliases.Champion, aliases.Challenger) : default
        );
        var entry = Assert.Single(await new AuditLog(bench.Storage.Documents, bench.Time).ReadAsync(pipeline, 0, 9), entry =>
            entry.Action == ApprovalAction.Restore
        );
        Assert.Contains("ended without settling its traffic", entry.Comment, StringComparison.Ordinal);
        var (instance, _, input) = Assert.Single(client.Started, started =>
            started.Instance.StartsWith($"{run}:", StringComparison.Ordinal)
        );
        Assert.Equal(RolloutNotices.KeyOf(run, RolloutNotices.End), instance);
        Assert.Equal(NoticeKind.TurnedBack, Assert.IsType<NotificationRequest>(input).Notice.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARampThatLives_IsLeftAlone(bool byItsRollout)
    {
        var (pipeline, run) = await RampAsync();
        await using var client = new GenuineClient();
        client.Add(nameof(ModelLifecycle), run, byItsRollout ? OrchestrationRuntimeStatus.Failed : OrchestrationRuntimeStatus.Running);
        client.Add(
            nameof(ModelRollout),
            ModelRollout.InstanceOf(run),
            byItsRollout ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Failed
        );
        await LookAsync(client);
        Assert.Null((await bench.Plans.FindAsync(pipeline))!.Serving());
        Assert.Equal(2, (await bench.Models.AliasesAsync(pipeline)).Challenger);
    }

    private Task LookAsync(DurableTaskClient client) =>
        new LeftTraffic(
            bench.Pipelines,
            bench.Models,
            bench.Plans,
            bench.Routing,
            new RunManifests(bench.Storage.Documents),
            bench.Storage.Content,
            bench.Storage.Documents,
            new AuditLog(bench.Storage.Documents, bench.Time),
            bench.Time,
            NullLogger<LeftTraffic>.Instance
        ).RunAsync(new TimerInfo(), client, default);

    private async Task<(string Pipeline, string Run)> RampAsync()
    {
        var pipeline = bench.NewName();
        var run = $"{pipeline}-2";
        var definition = new PipelineDefinition
        {
            Name = pipeline,
            Data = new()
            {
                Columns = [],
                Label = new() { Name = "y", Values = ["0", "1"] },
            },
            Approval = new() { Notify = [new() { Url = "https://example.org/hook" }] },
        };
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Pipelines)
            .GetBlobClient(StorageLayout.Pipeline(pipeline))
            .UploadAsync(BinaryData.FromString($"name: {pipeline}"), overwrite: true);
        await new RunManifests(bench.Storage.Documents).OpenAsync(
            new()
            {
                RunId = run,
                Pipeline = pipeline,
                Batch = "b",
                StartedBy = "test",
                StartedAt = bench.Time.GetUtcNow(),
                CodeVersion = "1",
                Definition = await bench.Storage.Content.PutJsonAsync<PipelineDefinition>(definition, default),
                Dataset = Digest.Of([1]),
            }
        );
        await bench.PromoteAsync(pipeline, "first");
        var request = Workbench.ClaimOf(pipeline, run, champion: 1);
        var claim = await bench.ClaimAsync(request);
        Assert.Null((await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 5000, 1, claim.PlanChange), default)).OvertakenBy);
        return (pipeline, run);
    }
}
