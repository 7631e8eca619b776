using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers;
using ServerlessML.Functions.Validation;
using ServerlessML.Storage;
using ServerlessML.Tests.Functions.Validation;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Functions.Audit;

/// <summary>Changes that a request makes, which nobody repeats: what is left of one that was killed is told by the timer.</summary>
public sealed partial class CutTests
{
    private const string Narrow = "x,y\n1,0\n2,1\n3,0\n4,1\n";
    private const string Wide = "x,y\n900,0\n2,1\n3,0\n4,1\n";

    private static readonly Caller Olga = new("olga@local", [Role.Operator]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Define_KilledBeforeAnyWrite_IsInTheLogWhereItWasMade(bool thenByAnother) => CutAsync(4, async (pipeline, _) =>
        {
            await DefineAsync(bench.Storage, new("ann@local", [Role.Operator]), pipeline, approvals: 2);
            var first = true;
            var made = true;
            return new(
                async storage =>
                {
                    if (first)
                    {
                        first = false;
                        await DefineAsync(storage, Olga, pipeline, approvals: 1);
                        return;
                    }

                    made = (await bench.Pipelines.FindAsync(pipeline))!.Definition.Approval.Approvals == 1;
                    await (thenByAnother ? DefineAsync(storage, new("emil@local", [Role.Operator]), pipeline, 1) : TellAsync(storage));
                },
                () => { },
                async () =>
                {
                    bench.Time.Advance(AuditVerifier.Between);
                    await LogIsAsync(
                        pipeline,
                        "ann@local define"
                            + (
                                made ? ", olga@local policy"
                                : thenByAnother ? ", emil@local policy"
                                : ""
                            )
                    );
                }
            );
        });

    [Fact]
    public Task AcceptSchema_KilledBeforeAnyWrite_IsInTheLogWhereItWasMade() => CutAsync(3, async (pipeline, _) =>
        {
            var judged = new JudgedPipeline(bench, pipeline);
            await judged.JudgeAsync("b1", Narrow);
            await judged.JudgeAsync("b2", Wide);
            await bench.Pipelines.PutAsync(Definition(pipeline, 1), Text(pipeline, 1), null);
            var first = true;
            return new(
                async storage =>
                {
                    if (!first)
                    {
                        await TellAsync(storage);
                        return;
                    }

                    first = false;
                    await Schemas(storage).AcceptAsync(pipeline, (1, judged.RunOf("b2"), "prices rose", null), Olga, "a", default);
                },
                () => { },
                async () =>
                {
                    bench.Time.Advance(AuditVerifier.Between);
                    var version = (await bench.Schemas.FindAsync(pipeline))!.Version;
                    await LogIsAsync(pipeline, version == 2 ? "olga@local schema" : "");
                }
            );
        });

    [Fact]
    public Task AcceptBatch_KilledBeforeAnyWrite_IsCompletedByRepeatingIt() => CutAsync(5, async (pipeline, _) =>
        {
            var judged = new JudgedPipeline(bench, pipeline);
            await judged.JudgeAsync("b0", Narrow);
            Assert.False((await judged.JudgeAsync("b1", Wide, "schema: reject, anomalies: off")).Accepted);
            var run = await bench.Manifests.GetAsync(judged.RunOf("b1"));
            var request = new AcceptRequest
            {
                RunId = run.RunId,
                Pipeline = pipeline,
                Batch = "b1",
                Definition = run.Definition,
                Dataset = run.Dataset,
                Decision = new()
                {
                    Evidence = run.Validation!.Value,
                    Approved = false,
                    Kind = DecisionKind.Override,
                    By = Olga.Name,
                    Role = Role.Operator,
                    Roles = Olga.Roles,
                    Comment = "a sale",
                    Baseline = true,
                    At = bench.Time.GetUtcNow(),
                },
            };
            return new(
                storage => AcceptAsync(storage, request),
                () => { },
                async () =>
                {
                    var done = await bench.Manifests.GetAsync(run.RunId);
                    Assert.Equal((Olga.Name, true), (done.Override!.By, done.Profile is not null && done.Split is not null));
                    Assert.Single((await bench.Batches.FindAsync(pipeline)).Batches, batch => batch.RunId == run.RunId);
                    Assert.Null(await bench.Landing.ReadMarkerAsync(pipeline, "b1", LandingZone.ProblemNote));
                    Assert.Contains(
                        "olga@local accepted it",
                        await bench.Landing.ReadMarkerAsync(pipeline, "b1", LandingZone.Note),
                        StringComparison.Ordinal
                    );
                    Assert.Equal(done.Profile, (await AcceptAsync(bench.Storage, request)).Profile);
                }
            );
        });

    private Task<ValidationOutcome> AcceptAsync(StorageClients storage, AcceptRequest request) =>
        new AcceptBatch(
            storage.Content,
            new(
                storage.Content,
                Manifests(storage),
                new(storage.Documents, storage.Content),
                new(storage.Documents, storage.Content),
                new(storage.Documents, bench.Time)
            ),
            new(storage)
        ).RunAsync(request, default);

    // A log that nothing can be built on is told by 'audit verify'; it is first in the list here.
    [Fact]
    public async Task Timer_OnePipelinesLogIsDamaged_TellsTheOthersChanges()
    {
        var (damaged, pipeline) = ($"a{bench.NewName()}", bench.NewName());
        foreach (var name in (string[])[damaged, pipeline])
        {
            var what = new AuditEvent
            {
                Pipeline = name,
                Key = $"{name}:define:untold",
                Action = ApprovalAction.Define,
                Who = Olga.Name,
                Evidence = await bench.Storage.Content.PutJsonAsync(Definition(name, 1)),
                At = bench.Time.GetUtcNow(),
            };
            await bench.Pipelines.PutAsync(
                Definition(name, 1),
                Text(name, 1),
                null,
                change: await bench.Storage.Content.PutJsonAsync(Log(bench.Storage).Promise(what))
            );
        }

        var entry = bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Audit).GetBlobClient(StorageLayout.AuditEntry(damaged, 1));
        await entry.UploadAsync(BinaryData.FromString("torn"));

        await TellAsync(bench.Storage);

        await LogIsAsync(pipeline, "olga@local define");
        await entry.DeleteAsync();
    }

    private Task TellAsync(StorageClients storage) =>
        new UntoldChanges(new(storage), Definitions(storage), Schemas(storage), NullLogger<UntoldChanges>.Instance).RunAsync(
            new TimerInfo(),
            default
        );

    private DefinitionChange Definitions(StorageClients storage) => new(new(storage), storage.Content, Log(storage), bench.Time);

    private SchemaAcceptance Schemas(StorageClients storage) =>
        new(new(storage.Documents, bench.Time), Manifests(storage), storage.Content, Log(storage), bench.Time);

    private Task<string?> DefineAsync(StorageClients storage, Caller caller, string pipeline, int approvals) =>
        Definitions(storage).PutAsync(Definition(pipeline, approvals), Text(pipeline, approvals), null, caller, default);

    private static PipelineDefinition Definition(string pipeline, int approvals) => PipelineYaml.Parse(Text(pipeline, approvals));

    private static string Text(string pipeline, int approvals) =>
        $$"""
            name: {{pipeline}}
            data: { columns: { x: { type: number } }, label: { name: y, values: [0, 1] } }
            approval: { approvals: {{approvals}} }
            """;
}
