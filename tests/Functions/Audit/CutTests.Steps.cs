using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Cancellation;
using ServerlessML.Functions.Rollout;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Functions.Storage;
using ServerlessML.Storage;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Audit;

public sealed partial class CutTests
{
    // As its orchestration does.
    private async Task CancelAsync(StorageClients storage, CancelRequest request, OneRunClient client)
    {
        var models = new ModelRegistry(storage.Documents, bench.Time);
        var stop = await new StopRun(Manifests(storage), models, new(storage.Documents)).RunAsync(request, client, default);
        if (stop.Outcome == CancelOutcome.Cancelled)
        {
            await new RecordCancel(Manifests(storage), Log(storage), storage.Content, bench.Windows, bench.Time).RunAsync(
                request,
                client,
                default
            );
        }
    }

    private async Task CutAsync(int least, Func<string, MortalTransport, Task<Act>> given)
    {
        for (var writes = 0; writes < MostWrites; writes++)
        {
            var pipeline = bench.NewName();
            var transport = new MortalTransport(writes);
            var act = await given(pipeline, transport);
            try
            {
                await act.Do(bench.Mortal(transport));
                Assert.False(transport.IsDead);
            }
            catch (HostKilledException) { }

            await QuietAsync(pipeline);
            act.Revive();
            await act.Do(bench.Storage);
            await act.Then();
            await QuietAsync(pipeline);
            if (!transport.IsDead)
            {
                Assert.True(writes >= least, $"only {writes} writes");
                return;
            }
        }

        Assert.Fail($"It does not end within {MostWrites} writes.");
    }

    private async Task<LifecycleRequest> RunAsync(string pipeline, bool beforeTheManifest = false)
    {
        var request = new LifecycleRequest
        {
            RunId = $"{pipeline}-0123456789abcdef",
            Pipeline = pipeline,
            Batch = "b",
            StartedBy = "eve",
            Definition = await bench.Storage.Content.PutJsonAsync(
                new PipelineDefinition
                {
                    Name = pipeline,
                    Data = new()
                    {
                        Columns = [new() { Name = "x", Type = ColumnType.Number }],
                        Label = new() { Name = "y", Values = ["0", "1"] },
                    },
                }
            ),
            Dataset = await bench.Storage.Content.PutJsonAsync(new DatasetManifest { Pipeline = pipeline, Files = [] }),
        };
        if (!beforeTheManifest)
        {
            await new ServerlessML.Functions.Intake.OpenRun(
                bench.Storage.Content,
                Manifests(bench.Storage),
                bench.Windows,
                bench.Time
            ).RunAsync(request, default);
        }

        return request;
    }

    private async Task QuietAsync(string pipeline) =>
        Assert.Equal("", string.Join("; ", (await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(pipeline)).Problems));

    private async Task LogIsAsync(string pipeline, string entries) =>
        Assert.Equal(
            entries,
            string.Join(", ", (await Log(bench.Storage).ReadAsync(pipeline, 0, 9)).Select(entry => $"{entry.Who} {entry.Action}"))
        );

    private async Task ServesAsync(string pipeline, int version)
    {
        Assert.Equal(version, Assert.Single((await bench.Plans.FindAsync(pipeline))!.Arms, arm => arm.Weight > 0).Version);
        var aliases = await bench.Models.AliasesAsync(pipeline);
        Assert.Equal((version, null), (aliases.Champion, aliases.Challenger));
    }

    private static RunManifests Manifests(StorageClients storage) => new(storage.Documents);

    private AuditLog Log(StorageClients storage) => new(storage.Documents, bench.Time);

    private static TrafficRouting Routing(StorageClients storage) => new(new(storage.Documents), new GatewayRouter());

    /// <param name="Do">The act, over storage that may die; the second time, what repeats it.</param>
    /// <param name="Revive">Before it is repeated.</param>
    /// <param name="Then">What must be so at the end.</param>
    private sealed record Act(Func<StorageClients, Task> Do, Action Revive, Func<Task> Then);
}
