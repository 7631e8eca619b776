using Microsoft.DurableTask.Client;
using ServerlessML.Functions;
using ServerlessML.Functions.Rollout;
using ServerlessML.Tests.Functions.Instances;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>What people tell a rollout: each word is for one step, and moves it once.</summary>
[Collection(StorageCollection.Name)]
public sealed class RolloutOrderTests(Workbench bench)
{
    private static readonly string Told = $"{RolloutEvents.Command} to {ModelRollout.InstanceOf("second")}";

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Skip_ManyPeopleAtOnce_IsSaidOnce(int people)
    {
        var (pipeline, client, _) = await RampAsync();
        var ends = await Task.WhenAll(
            Enumerable.Range(0, people).Select(person => TellAsync(client, pipeline, RolloutCommandKind.Skip, $"{person}"))
        );
        Assert.Single(ends, end => end is null);
        Assert.All(ends.OfType<RefusedException>(), refused =>
            Assert.Contains("has said «skip» already", refused.Message, StringComparison.Ordinal)
        );
        Assert.InRange(client.Orders.Count(order => order == Told), 1, people);
        // Whoever told it again told the same word: the rollout knows it by its id.
        Assert.Single(client.Said.Select(said => said.Id).Distinct());
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Skip_OfTheNextStepTheSameWay_AsksForTheStepThatIsMeant()
    {
        var (pipeline, client, step) = await RampAsync();
        await using var _ = client;
        Assert.Null(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "a"));
        Assert.Null(
            (
                await bench.Shift.RunAsync(step with { Weight = 5000, ChangeId = "second:step-2", Follows = step.ChangeId }, default)
            ).OvertakenBy
        );

        var refused = Assert.IsType<RefusedException>(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "b"));
        var current = Assert.IsType<ReleaseState>(refused.More["current"]);
        Assert.Contains($"send 'revision': {current.Revision}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(5000, current.Weights[2]);
        Assert.IsType<RefusedException>(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "c", current.Revision - 1));
        Assert.Null(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "d", current.Revision));
        Assert.Equal([current.Revision - 1, current.Revision], client.Said.Select(said => said.Revision));
    }

    [Fact]
    public async Task Skip_OfAStepThatCameByItself_NeedsNoRevision()
    {
        var (pipeline, client, step) = await RampAsync();
        await using var _ = client;
        await bench.Shift.RunAsync(step with { Weight = 5000, ChangeId = "second:step-2", Follows = step.ChangeId }, default);
        Assert.Null(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "a"));
    }

    [Fact]
    public async Task Skip_KilledBeforeItWasTold_IsToldByWhoeverComesNext()
    {
        var (pipeline, client, _) = await RampAsync();
        await using var __ = client;
        client.BeforeRaise = () => throw new IOException("killed");
        await Assert.ThrowsAsync<IOException>(() => TellAsync(client, pipeline, RolloutCommandKind.Skip, "a"));
        client.BeforeRaise = () => { };
        Assert.IsType<RefusedException>(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "b"));
        Assert.Equal("a", Assert.Single(client.Said).Id);
        // The first one's own retry is done.
        Assert.Null(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "a"));
        Assert.Single(client.Said);
    }

    [Fact]
    public async Task Abort_Twice_IsSaidOnce_WhateverTheStep()
    {
        var (pipeline, client, step) = await RampAsync();
        await using var _ = client;
        Assert.Null(await TellAsync(client, pipeline, RolloutCommandKind.Abort, "a"));
        await bench.Shift.RunAsync(step with { Weight = 5000, ChangeId = "second:step-2", Follows = step.ChangeId }, default);
        Assert.IsType<RefusedException>(await TellAsync(client, pipeline, RolloutCommandKind.Abort, "b"));
        Assert.Equal(("a", null), Assert.Single(client.Said) is var said ? (said.Id, said.Revision) : default);
    }

    [Theory]
    [InlineData(RolloutCommandKind.Pause)]
    [InlineData(RolloutCommandKind.Resume)]
    [InlineData(RolloutCommandKind.Skip)]
    [InlineData(RolloutCommandKind.Abort)]
    public async Task AnyWord_ForAnotherStepThanTheOneSeen_IsRefusedWithTheState(RolloutCommandKind order)
    {
        var (pipeline, client, _) = await RampAsync();
        await using var __ = client;
        var refused = Assert.IsType<RefusedException>(await TellAsync(client, pipeline, order, "a", revision: 1));
        Assert.Equal((1, 2), Assert.IsType<ReleaseState>(refused.More["current"]) is var now ? (now.Champion, now.Challenger) : default);
        Assert.Empty(client.Said);
    }

    [Fact]
    public async Task Skip_BeforeTheFirstStep_IsRefused()
    {
        var (pipeline, client, _) = await RampAsync(shifted: false);
        await using var __ = client;
        Assert.Contains(
            "has not begun its first step",
            Assert.IsType<RefusedException>(await TellAsync(client, pipeline, RolloutCommandKind.Skip, "a")).Message,
            StringComparison.Ordinal
        );
        Assert.Null(await TellAsync(client, pipeline, RolloutCommandKind.Abort, "b"));
    }

    private async Task<(string Pipeline, ToldClient<RolloutCommand> Client, ShiftRequest Step)> RampAsync(bool shifted = true)
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, "first");
        var request = Workbench.ClaimOf(pipeline, "second", champion: 1);
        var claim = await bench.ClaimAsync(request);
        var step = Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange);
        if (shifted)
        {
            Assert.Null((await bench.Shift.RunAsync(step, default)).OvertakenBy);
        }

        var client = new ToldClient<RolloutCommand>();
        client.Add(nameof(ModelRollout), ModelRollout.InstanceOf("second"));
        return (pipeline, client, step);
    }

    private async Task<RefusedException?> TellAsync(
        DurableTaskClient client,
        string pipeline,
        RolloutCommandKind order,
        string id,
        int? revision = null
    )
    {
        try
        {
            await bench.Orders.TellAsync(
                client,
                pipeline,
                new()
                {
                    Order = order,
                    By = $"{id}@local",
                    Reason = "seen enough",
                    Id = id,
                    At = bench.Time.GetUtcNow(),
                    Revision = revision,
                },
                default
            );
            return null;
        }
        catch (RefusedException e)
        {
            return e;
        }
    }
}
