using Microsoft.DurableTask.Client;
using ServerlessML.Functions;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>Claims, steps, ends and rollbacks: done twice is done once, and an operator's word stands.</summary>
[Collection(StorageCollection.Name)]
public sealed class ReleaseTests(Workbench bench)
{
    [Fact]
    public async Task Claim_TwoRunsAtOnce_OneHasThePlaceTheOtherWaits()
    {
        var pipeline = bench.NewName();
        var claims = await Task.WhenAll(
            new[] { "run-a", "run-b", "run-c" }.Select(run => bench.ClaimAsync(Workbench.ClaimOf(pipeline, run)))
        );
        Assert.Single(claims, claim => claim.Outcome == ClaimOutcome.Claimed);
        Assert.Equal(2, claims.Count(claim => claim.Outcome == ClaimOutcome.Busy));
        Assert.Equal(claims.Single(claim => claim.Version is not null).Version, (await bench.Models.AliasesAsync(pipeline)).Challenger);
    }

    [Fact]
    public async Task Claim_Twice_IsTheSameClaim()
    {
        var request = Workbench.ClaimOf(bench.NewName(), "run");
        Assert.Equal(await bench.ClaimAsync(request), await bench.ClaimAsync(request));
        Assert.Single(await bench.Models.ListAsync(request.Pipeline));
    }

    [Fact]
    public async Task Claim_AgainstAnotherChampion_IsToldToCompareAgain()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, "first");
        var claim = await bench.ClaimAsync(Workbench.ClaimOf(pipeline, "late"));
        Assert.Equal(ClaimOutcome.ChampionChanged, claim.Outcome);
        // It is registered, since it was approved, and nothing more.
        Assert.Equal(["first", "late"], (await bench.Models.ListAsync(pipeline)).Select(version => version.RunId));
        Assert.Equal(
            (1, null),
            await bench.Models.AliasesAsync(pipeline) is var aliases ? (aliases.Champion, aliases.Challenger) : default
        );
    }

    [Fact]
    public async Task Claim_OfARegisteredVersion_RegistersNothing()
    {
        var approved = Workbench.ApprovedOf(bench.NewName(), "run");
        var version = (await bench.Register.RunAsync(approved, default)).Version;
        var before = Assert.Single(await bench.Models.ListAsync(approved.Pipeline));
        var claim = await bench.Claim.RunAsync(ClaimRequest.Of(approved, null, version), default);
        Assert.Equal((ClaimOutcome.Claimed, version), (claim.Outcome, claim.Version));
        Assert.Equal(before, Assert.Single(await bench.Models.ListAsync(approved.Pipeline)));
    }

    // Until June 2027: what was recorded before December 2026 names no version.
    [Fact]
    public async Task Claim_OfAnEarlierRun_RegistersOnceItHasThePlace_AndNotBefore()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, "first");
        Assert.Equal(ClaimOutcome.ChampionChanged, (await bench.Claim.RunAsync(Workbench.ClaimOf(pipeline, "run"), default)).Outcome);
        Assert.Single(await bench.Models.ListAsync(pipeline));
        var claim = await bench.Claim.RunAsync(Workbench.ClaimOf(pipeline, "run", champion: 1), default);
        Assert.Equal((ClaimOutcome.Claimed, 2), (claim.Outcome, claim.Version));
        Assert.Equal(claim, await bench.Claim.RunAsync(Workbench.ClaimOf(pipeline, "run", champion: 1), default));
        Assert.Equal(2, (await bench.Models.ListAsync(pipeline)).Count);
    }

    [Fact]
    public async Task Register_TwiceAndAtOnce_IsOneVersion_ThatCarriesTheEvidenceOfTheLastApproval()
    {
        var approved = Workbench.ApprovedOf(bench.NewName(), "run");
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.Register.RunAsync(approved, default)));
        Assert.Equal([new Registered { Version = 1 }], tries.Distinct());
        var again = await bench.Register.RunAsync(approved with { Evidence = Digest.Of([9]) }, default);
        Assert.Equal((1, Digest.Of([9])), (again.Version, Assert.Single(await bench.Models.ListAsync(approved.Pipeline)).Evidence));
    }

    [Fact]
    public async Task Release_EveryStepTwice_IsReleasedOnce()
    {
        var (pipeline, request, claim) = await SecondReleaseAsync();
        var half = Workbench.ShiftOf(request, claim, 5000, 1, claim.PlanChange);
        var whole = Workbench.ShiftOf(request, claim, 10_000, 2, half.ChangeId);
        var settle = Workbench.SettleOf(request, claim, promote: true);
        Assert.Equal(await bench.Shift.RunAsync(half, default), await bench.Shift.RunAsync(half, default));
        Assert.Equal(await bench.Shift.RunAsync(whole, default), await bench.Shift.RunAsync(whole, default));
        Assert.Equal(await bench.Settle.RunAsync(settle, default), await bench.Settle.RunAsync(settle, default));

        Assert.Equal([1, 2, 3, 4, 5], (await bench.RevisionsAsync(pipeline)).Select(plan => plan.Revision));
        var aliases = await bench.Models.AliasesAsync(pipeline);
        Assert.Equal((2, 1, null), (aliases.Champion, aliases.Previous, aliases.Challenger));
    }

    [Fact]
    public async Task Settle_RepeatedAfterTheNextReleaseHasBegun_IsStillDone()
    {
        var (pipeline, request, claim) = await SecondReleaseAsync();
        await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 10_000, 1, claim.PlanChange), default);
        await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: true), default);
        var next = Workbench.ClaimOf(pipeline, "third", champion: 2);
        var nextClaim = await bench.ClaimAsync(next);
        await bench.Shift.RunAsync(Workbench.ShiftOf(next, nextClaim, 100, 1, nextClaim.PlanChange), default);

        Assert.Null((await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: true), default)).OvertakenBy);
        Assert.Equal(
            (2, 3),
            ((await bench.Models.AliasesAsync(pipeline)).Champion, (await bench.Models.AliasesAsync(pipeline)).Challenger)
        );
    }

    [Fact]
    public async Task Settle_TurnedBack_GivesTheTrafficAndThePlaceBack()
    {
        var (pipeline, request, claim) = await SecondReleaseAsync();
        await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange), default);
        await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: false), default);
        Assert.Equal([(1, 10_000), (2, 0)], (await bench.Plans.FindAsync(pipeline))!.Arms.Select(arm => (arm.Version, arm.Weight)));
        var aliases = await bench.Models.AliasesAsync(pipeline);
        Assert.Equal((1, null), (aliases.Champion, aliases.Challenger));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RollBack_DuringARamp_StandsAgainstEveryLaterStepOfIt(bool beforeTheFirstStep)
    {
        var (pipeline, request, claim) = await SecondReleaseAsync();
        var first = Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange);
        if (!beforeTheFirstStep)
        {
            await bench.Shift.RunAsync(first, default);
        }

        await using var client = new RecordingClient();
        var rolledBack = await bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:1"), null, default);
        // Whichever of the two ramps it is.
        Assert.Equal(
            [(request.RunId, RolloutEvents.TakenOver), (ModelRollout.InstanceOf(request.RunId), RolloutEvents.TakenOver)],
            client.Raised
        );

        // What a crash makes the run repeat, what it does next, and how it may end.
        Assert.NotNull((await bench.Shift.RunAsync(first, default)).OvertakenBy);
        Assert.NotNull((await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 5000, 2, first.ChangeId), default)).OvertakenBy);
        Assert.NotNull((await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: true), default)).OvertakenBy);
        Assert.NotNull((await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: false), default)).OvertakenBy);
        Assert.Equal(CanonicalJson.DigestOf(rolledBack), CanonicalJson.DigestOf(await bench.Plans.FindAsync(pipeline)));
        var aliases = await bench.Models.AliasesAsync(pipeline);
        Assert.Equal((1, null), (aliases.Champion, aliases.Challenger));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    public async Task RollBack_WhereNoRampListensAnyMore_TakesTheTrafficBack(OrchestrationRuntimeStatus? ramp)
    {
        var (pipeline, request, claim) = await SecondReleaseAsync();
        await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange), default);
        await using var client = new GenuineClient();
        if (ramp is { } status)
        {
            // An unwatched ramp: the run itself, and no rollout beside it.
            client.Add(nameof(ModelLifecycle), request.RunId, status);
        }

        await bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:5"), null, default);

        Assert.Equal(ramp == OrchestrationRuntimeStatus.Running ? [$"{RolloutEvents.TakenOver} to {request.RunId}"] : [], client.Orders);
        Assert.Equal([(1, 10_000), (2, 0)], (await bench.Plans.FindAsync(pipeline))!.Arms.Select(arm => (arm.Version, arm.Weight)));
        Assert.Equal(
            (1, null),
            ((await bench.Models.AliasesAsync(pipeline)).Champion, (await bench.Models.AliasesAsync(pipeline)).Challenger)
        );
    }

    [Fact]
    public async Task RollBack_Twice_IsOneRevisionAndOneStepBack()
    {
        var (pipeline, request, claim) = await SecondReleaseAsync();
        await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 10_000, 1, claim.PlanChange), default);
        await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: true), default);
        await using var client = new RecordingClient();
        var first = await bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:2"), null, default);
        var second = await bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:2"), null, default);
        Assert.Equal(first.Revision, second.Revision);
        var aliases = await bench.Models.AliasesAsync(pipeline);
        // The version that was rolled back from is no place to go back to.
        Assert.Equal((1, null), (aliases.Champion, aliases.Previous));
    }

    [Fact]
    public async Task RollBack_AskedAgainAfterACrashInBetween_FinishesTheNames()
    {
        var (pipeline, request, claim) = await SecondReleaseAsync();
        await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 10_000, 1, claim.PlanChange), default);
        await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: true), default);
        var before = await bench.Models.AliasesAsync(pipeline);
        await using var client = new RecordingClient();
        await bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:3"), null, default);
        // As a kill between plan and aliases leaves it.
        await bench.Models.ChangeAliasesAsync(pipeline, _ => before);

        await bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:3"), null, default);

        Assert.Equal(1, (await bench.Models.AliasesAsync(pipeline)).Champion);
    }

    [Fact]
    public async Task RollBack_ToNothing_SaysWhatIsMissing()
    {
        await using var client = new RecordingClient();
        var pipeline = bench.NewName();
        await Assert.ThrowsAsync<RefusedException>(() =>
            bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:4"), null, default)
        );
        await bench.PromoteAsync(pipeline, "first");
        Assert.Contains(
            "no earlier version",
            (
                await Assert.ThrowsAsync<RefusedException>(() =>
                    bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:4"), null, default)
                )
            ).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no model version 7",
            (
                await Assert.ThrowsAsync<RefusedException>(() =>
                    bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:4", 7), null, default)
                )
            ).Message,
            StringComparison.Ordinal
        );
    }

    private async Task<(string Pipeline, ClaimRequest Request, Claim Claim)> SecondReleaseAsync()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, "first");
        var request = Workbench.ClaimOf(pipeline, "second", champion: 1);
        var claim = await bench.ClaimAsync(request);
        Assert.Equal((ClaimOutcome.Claimed, 2), (claim.Outcome, claim.Version));
        return (pipeline, request, claim);
    }
}
