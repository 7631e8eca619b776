using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Rollout;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>Rollbacks that come twice, late, or beside somebody else's: where to is settled when a person asks.</summary>
[Collection(StorageCollection.Name)]
public sealed class RollbackCommandTests(Workbench bench)
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task RollBack_ManyPeopleAtOnce_IsOneStepBack_AndNeverTheBadVersionAgain(int people)
    {
        var pipeline = await ThreeAsync();
        var ends = await Task.WhenAll(Enumerable.Range(0, people).Select(person => BackAsync(pipeline, $"rollback:{person}")));
        Assert.All(ends, end => Assert.True(end is null or RefusedException { Kind: Refusal.Conflict }, $"{end}"));
        await ServesAsync(pipeline, 2, previous: 1);

        // And once it has been done, however much later.
        var late = Assert.IsType<RefusedException>(await BackAsync(pipeline, "rollback:late"));
        Assert.Contains("was taken back already", late.Message, StringComparison.Ordinal);
        var current = Assert.IsType<ReleaseState>(late.More["current"]);
        Assert.Equal((2, 1), (current.Champion, current.Previous));
        Assert.Equal(10_000, current.Weights[2]);
        await ServesAsync(pipeline, 2, previous: 1);
    }

    [Fact]
    public async Task RollBack_FromTheStateThatAPersonSaw_GoesOneStep_AndASecondFromThereIsRefused()
    {
        var pipeline = await ThreeAsync();
        var seen = (await bench.Plans.FindAsync(pipeline))!.Revision;
        Assert.Null(await BackAsync(pipeline, "rollback:a", revision: seen));
        var second = Assert.IsType<RefusedException>(await BackAsync(pipeline, "rollback:b", revision: seen));
        Assert.Contains($"You saw revision {seen}", second.Message, StringComparison.Ordinal);
        await ServesAsync(pipeline, 2, previous: 1);

        // Whoever has seen that goes on from there.
        Assert.Null(await BackAsync(pipeline, "rollback:c", revision: Assert.IsType<ReleaseState>(second.More["current"]).Revision));
        await ServesAsync(pipeline, 1, previous: null);
    }

    [Fact]
    public async Task RollBack_AfterAStepForwardByName_GoesBackAgain()
    {
        var pipeline = await ThreeAsync();
        Assert.Null(await BackAsync(pipeline, "rollback:a"));
        Assert.Null(await BackAsync(pipeline, "rollback:b", version: 3));
        await ServesAsync(pipeline, 3, previous: 2);
        Assert.Null(await BackAsync(pipeline, "rollback:c"));
        await ServesAsync(pipeline, 2, previous: 1);
    }

    [Fact]
    public async Task RollBack_AfterARelease_GoesToTheChampionBeforeIt_NotToTheBadVersion()
    {
        var pipeline = await ThreeAsync();
        Assert.Null(await BackAsync(pipeline, "rollback:a"));
        Assert.Equal(4, await bench.PromoteAsync(pipeline, "fourth", champion: 2));
        await ServesAsync(pipeline, 4, previous: 2);
        Assert.Null(await BackAsync(pipeline, "rollback:b"));
        await ServesAsync(pipeline, 2, previous: 1);
    }

    [Fact]
    public async Task RollBack_ToTheCandidate_IsRefused_AndTheRampGoesOn()
    {
        var pipeline = await ThreeAsync();
        var claim = await RampAsync(pipeline);
        var refused = Assert.IsType<RefusedException>(await BackAsync(pipeline, "rollback:a", version: 4));
        Assert.Contains("Version 4 of", refused.Message, StringComparison.Ordinal);
        Assert.Contains("was never promoted", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await bench.Models.AliasesAsync(pipeline)).Challenger);
        Assert.Equal($"fourth:step-1", (await bench.Plans.FindAsync(pipeline))!.ChangeId);
        Assert.Equal(4, claim.Version);
    }

    [Fact]
    public async Task RollBack_TwiceDuringARamp_EndsTheRamp_AndGoesNoFurther()
    {
        var pipeline = await ThreeAsync();
        await RampAsync(pipeline);
        Assert.Null(await BackAsync(pipeline, "rollback:a"));
        Assert.IsType<RefusedException>(await BackAsync(pipeline, "rollback:b"));
        await ServesAsync(pipeline, 3, previous: 2);
    }

    [Fact]
    public async Task RollBack_ByNameToWhatServesAlready_DoesNothing()
    {
        var pipeline = await ThreeAsync();
        Assert.Null(await BackAsync(pipeline, "rollback:a", version: 2));
        var revision = (await bench.Plans.FindAsync(pipeline))!.Revision;
        Assert.Null(await BackAsync(pipeline, "rollback:b", version: 2));
        Assert.Equal(revision, (await bench.Plans.FindAsync(pipeline))!.Revision);
        Assert.Equal("olga rollback", Assert.Single(await LogAsync(pipeline), line => line.Contains("rollback", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RollBack_SentAgainAfterAnother_IsDoneAlready()
    {
        var pipeline = await ThreeAsync();
        Assert.Null(await BackAsync(pipeline, "rollback:a", version: 2));
        Assert.Null(await BackAsync(pipeline, "rollback:b", version: 3));
        var plan = (await bench.Plans.FindAsync(pipeline))!;
        await using var client = new RecordingClient();
        var again = await bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:a", 2), since: 1, default);
        Assert.Equal(("rollback:a", 2), (again.ChangeId, again.Serving()));
        Assert.Equal(plan.Revision, (await bench.Plans.FindAsync(pipeline))!.Revision);
        await ServesAsync(pipeline, 3, previous: 2);
    }

    [Fact]
    public async Task RollBack_KilledBeforeItDidAnything_IsNotDoneToAnotherState()
    {
        var pipeline = await ThreeAsync();
        var since = (await bench.Plans.FindAsync(pipeline))!.Revision;
        Assert.Null(await BackAsync(pipeline, "rollback:other", version: 1));
        await using var client = new RecordingClient();
        await Assert.ThrowsAsync<RefusedException>(() =>
            bench.Release.RollBackAsync(client, Workbench.BackOf(pipeline, "rollback:a", 2), since, default)
        );
        await ServesAsync(pipeline, 1, previous: null);
    }

    // As before December 2026: neither who was promoted, nor the line.
    [Fact]
    public async Task RollBack_OfOldNames_ReadsThePromotionsFromTheKeptPlans()
    {
        var pipeline = await ThreeAsync();
        static ModelAliases Old(string pipeline, DateTimeOffset at) =>
            new()
            {
                Pipeline = pipeline,
                Champion = 3,
                Previous = 2,
                UpdatedAt = at,
            };
        await bench.Models.ChangeAliasesAsync(pipeline, aliases => Old(pipeline, aliases.UpdatedAt));
        Assert.Null(await BackAsync(pipeline, "rollback:a"));
        await ServesAsync(pipeline, 2, previous: 1);
        Assert.Equal([1, 2, 3], (await bench.Models.AliasesAsync(pipeline)).Promoted);
    }

    // Every command at once, in an order of its own each time; what a person sees afterwards must fit together.
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task EveryCommandAtOnce_PlanNamesAndLogFitTogether(int people)
    {
        for (var round = 0; round < 6; round++)
        {
            Random random = new((people * 100) + round);
            var pipeline = await ThreeAsync();
            var claim = await RampAsync(pipeline);
            var request = Workbench.ClaimOf(pipeline, "fourth", champion: 3);
            var seen = (await bench.Plans.FindAsync(pipeline))!.Revision;
            List<Func<Task>> commands =
            [
                () => bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: round % 2 == 0), default),
                () => bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 5000, 2, "fourth:step-1"), default),
            ];
            for (var person = 0; person < people; person++)
            {
                int? version = random.Next(6) is var drawn and > 0 and < 5 ? drawn : null;
                int? revision = random.Next(2) == 0 ? seen : null;
                var change = $"rollback:{person}";
                commands.Add(() => BackAsync(pipeline, change, version, revision));
            }

            await Task.WhenAll(commands.OrderBy(_ => random.Next()).Select(command => Task.Run(command)));
            // However the ramp was under way: it settles in the end, as its orchestration does.
            await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: round % 2 == 0), default);

            var plan = (await bench.Plans.FindAsync(pipeline))!;
            var aliases = await bench.Models.AliasesAsync(pipeline);
            Assert.Equal(plan.Serving(), aliases.Champion);
            Assert.Null(aliases.Challenger);
            Assert.Contains(aliases.Champion!.Value, aliases.Promoted!);
            Assert.Equal(aliases.Champion, aliases.Line![^1]);
            Assert.Equal(ReleaseArmOf(plan).Profile, (await bench.Models.GetAsync(pipeline, aliases.Champion.Value)).Profile);

            // One entry for each change that was made, and none for those that were not.
            var made = (await bench.RevisionsAsync(pipeline))
                .Select(revision => revision.ChangeId)
                .Where(change => change.StartsWith("rollback:", StringComparison.Ordinal))
                .Distinct()
                .Count();
            Assert.Equal(made, (await LogAsync(pipeline)).Count(line => line.EndsWith(ApprovalAction.Rollback, StringComparison.Ordinal)));
        }
    }

    private static TrafficArm ReleaseArmOf(TrafficPlan plan) => plan.Arms.Single(arm => arm.Weight == TrafficPlan.WholeWeight);

    private async Task<string> ThreeAsync()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, "first");
        await bench.PromoteAsync(pipeline, "second", champion: 1);
        await bench.PromoteAsync(pipeline, "third", champion: 2);
        return pipeline;
    }

    private async Task<Claim> RampAsync(string pipeline)
    {
        var request = Workbench.ClaimOf(pipeline, "fourth", champion: 3);
        var claim = await bench.ClaimAsync(request);
        Assert.Null((await bench.Shift.RunAsync(Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange), default)).OvertakenBy);
        return claim;
    }

    /// <returns>What it was refused with; null where it was done.</returns>
    private async Task<RefusedException?> BackAsync(string pipeline, string change, int? version = null, int? revision = null)
    {
        var request = Workbench.BackOf(pipeline, change, version, revision);
        await using var client = new RecordingClient();
        try
        {
            var plan = await bench.Release.RollBackAsync(client, request, null, default);
            await FinishRollback.RecordAsync(new AuditLog(bench.Storage.Documents, bench.Time), request, plan, default);
            return null;
        }
        catch (RefusedException e)
        {
            return e;
        }
    }

    private async Task<IReadOnlyList<string>> LogAsync(string pipeline) =>
        [
            .. (await new AuditLog(bench.Storage.Documents, bench.Time).ReadAsync(pipeline, 0, 100)).Select(entry =>
                $"{entry.Who} {entry.Action}"
            ),
        ];

    private async Task ServesAsync(string pipeline, int version, int? previous)
    {
        var plan = (await bench.Plans.FindAsync(pipeline))!;
        var aliases = await bench.Models.AliasesAsync(pipeline);
        Assert.Equal((version, version, previous), (plan.Serving(), aliases.Champion, aliases.Previous));
        Assert.Null(aliases.Challenger);
    }
}
