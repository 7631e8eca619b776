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

/// <summary>
/// Whatever acts and is audited, killed before each of its writes in turn and then repeated as its orchestration repeats it: the act is
/// whole, the log has it once, and a look at the log in between finds nothing to complain of.
/// </summary>
[Collection(StorageCollection.Name)]
public sealed partial class CutTests(Workbench bench)
{
    private const int MostWrites = 30;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Cancel_KilledBeforeAnyWrite_IsCompletedByRepeatingIt(bool beforeTheManifest) => CutAsync(3, async (pipeline, cut) =>
        {
            var run = await RunAsync(pipeline, beforeTheManifest);
            var client = new OneRunClient(run) { BeforeEffect = cut.Write };
            var request = new CancelRequest
            {
                RunId = run.RunId,
                By = "olga@local",
                Role = Role.Operator,
                At = bench.Time.GetUtcNow(),
            };
            return new(
                storage => CancelAsync(storage, request, client),
                Revive: () => client.BeforeEffect = () => { },
                async () =>
                {
                    var manifest = await Manifests(bench.Storage).GetAsync(run.RunId);
                    Assert.Equal((RunState.Cancelled, "cancelled by olga@local"), (manifest.State, manifest.Outcome));
                    Assert.Equal(["started", "cancelled"], manifest.Steps.Select(step => step.Key));
                    await LogIsAsync(pipeline, "olga@local cancel");
                }
            );
        });

    [Fact]
    public async Task Cancel_ByTwoAtOnce_IsOneEntry()
    {
        var pipeline = bench.NewName();
        var run = await RunAsync(pipeline);
        var client = new OneRunClient(run);
        await Task.WhenAll(
            new[] { "olga@local", "emil@local" }.Select(person =>
                CancelAsync(
                    bench.Storage,
                    new()
                    {
                        RunId = run.RunId,
                        By = person,
                        At = bench.Time.GetUtcNow(),
                    },
                    client
                )
            )
        );
        Assert.Equal(
            ApprovalAction.Cancel,
            Assert.Single(await new AuditLog(bench.Storage.Documents, bench.Time).ReadAsync(pipeline, 0, 9)).Action
        );
        await QuietAsync(pipeline);
    }

    [Fact]
    public async Task Cancel_InTheMomentThatTheRolloutBegan_GivesTrafficAndPlaceBack()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, "first");
        var run = await RunAsync(pipeline);
        var request = Workbench.ClaimOf(pipeline, run.RunId, champion: 1);
        var claim = await bench.ClaimAsync(request);
        await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange), default);

        var stop = await new StopRun(Manifests(bench.Storage), bench.Models, bench.Plans).RunAsync(
            new()
            {
                RunId = run.RunId,
                By = "olga@local",
                At = bench.Time.GetUtcNow(),
            },
            new OneRunClient(run),
            default
        );
        await bench.Settle.RunAsync(stop.GiveBack!, default);

        Assert.Equal(
            [(1, TrafficPlan.WholeWeight), (2, 0)],
            (await bench.Plans.FindAsync(pipeline))!.Arms.Select(arm => (arm.Version, arm.Weight))
        );
        Assert.Null((await bench.Models.AliasesAsync(pipeline)).Challenger);
    }

    [Fact]
    public Task Decision_KilledBeforeAnyWrite_IsCompletedByRepeatingIt() => CutAsync(2, async (pipeline, _) =>
        {
            var run = await RunAsync(pipeline);
            var decision = new ApprovalDecision
            {
                Evidence = Digest.Of([3]),
                Approved = true,
                By = "ann@local",
                Role = Role.Approver,
                Roles = [Role.Approver],
                At = bench.Time.GetUtcNow(),
            };
            return new(
                storage =>
                    new RecordDecision(Manifests(storage), Log(storage)).RunAsync(
                        new() { RunId = run.RunId, Decision = decision },
                        default
                    ),
                () => { },
                async () =>
                {
                    Assert.NotNull(Assert.Single((await Manifests(bench.Storage).GetAsync(run.RunId)).Decisions).Audit);
                    await LogIsAsync(pipeline, "ann@local approve");
                }
            );
        });

    [Fact]
    public Task Reminder_KilledBeforeAnyWrite_IsCompletedByRepeatingIt() => CutAsync(2, async (pipeline, _) =>
        {
            var run = await RunAsync(pipeline);
            var what = new ApprovalEvent
            {
                RunId = run.RunId,
                Pipeline = pipeline,
                Key = "remind:1",
                Action = ApprovalAction.Remind,
                Evidence = Digest.Of([3]),
                What = "still waits",
                At = bench.Time.GetUtcNow(),
            };
            return new(
                storage => new RecordApproval(Manifests(storage), Log(storage)).RunAsync(what, default),
                () => { },
                () => LogIsAsync(pipeline, $"{AuditLog.System} remind")
            );
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Settle_KilledBeforeAnyWrite_IsCompletedByRepeatingIt(bool promote) => CutAsync(4, async (pipeline, _) =>
        {
            await bench.PromoteAsync(pipeline, "first");
            var run = await RunAsync(pipeline);
            var request = Workbench.ClaimOf(pipeline, run.RunId, champion: 1);
            var claim = await bench.ClaimAsync(request);
            await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange), default);
            var settle = Workbench.SettleOf(request, claim, promote);
            return new(
                storage =>
                    new SettleRelease(
                        new(storage.Documents),
                        Routing(storage),
                        new(storage.Documents, bench.Time),
                        storage.Documents,
                        Log(storage),
                        bench.Time
                    ).RunAsync(settle, default),
                () => { },
                async () =>
                {
                    await ServesAsync(pipeline, promote ? 2 : 1);
                    await LogIsAsync(pipeline, $"{AuditLog.System} promote, {AuditLog.System} {(promote ? "promote" : "restore")}");
                }
            );
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task RollBack_KilledBeforeAnyWrite_IsCompletedByWhatFollowsIt(bool duringARamp) => CutAsync(4, async (pipeline, cut) =>
        {
            await bench.PromoteAsync(pipeline, "first");
            var run = await RunAsync(pipeline);
            var request = Workbench.ClaimOf(pipeline, run.RunId, champion: 1);
            var claim = await bench.ClaimAsync(request);
            await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange), default);
            if (!duringARamp)
            {
                await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: true), default);
            }

            var client = new OneRunClient(run) { BeforeEffect = cut.Write };
            var asked = new RollbackRequest
            {
                Deployment = pipeline,
                ChangeId = "rollback:key",
                By = "olga@local",
                Reason = "errors",
            };
            var promotions = string.Join(", ", Enumerable.Repeat($"{AuditLog.System} promote", duringARamp ? 1 : 2));
            var first = true;
            return new(
                async storage =>
                {
                    var release = new Release(
                        new(storage.Documents),
                        Routing(storage),
                        new(storage.Documents, bench.Time),
                        storage.Documents,
                        bench.Time
                    );
                    if (!first)
                    {
                        await new FinishRollback(new(storage.Documents), release, new(storage.Documents), Log(storage)).RunAsync(
                            asked,
                            client,
                            default
                        );
                        return;
                    }

                    first = false;
                    var plan = await release.RollBackAsync(client, asked, null, default);
                    await FinishRollback.RecordAsync(Log(storage), asked, plan, default);
                },
                Revive: () => client.BeforeEffect = () => { },
                async () =>
                {
                    bench.Time.Advance(AuditVerifier.Between);
                    if ((await bench.Plans.FindAsync(pipeline))!.ChangeId != asked.ChangeId)
                    {
                        // Killed before anything was done.
                        await LogIsAsync(pipeline, promotions);
                        return;
                    }

                    await ServesAsync(pipeline, 1);
                    await LogIsAsync(pipeline, $"{promotions}, olga@local rollback");
                }
            );
        });
}
