using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>
/// Rollback, «go on», «go back», the next step and the promotion of one rollout come in all orders, by two and by ten people at once:
/// traffic, names and baseline tell one story after each, and in the end one version has it all.
/// </summary>
[Collection(StorageCollection.Name)]
public sealed class CommandOrderTests(Workbench bench)
{
    private static readonly string[] Words = ["rollback", "skip", "abort", "shift", "promote"];

    [Fact]
    public async Task EveryOrder_ByTwoPeopleAfterEachOther_TellsOneStoryAfterEach()
    {
        // All of them where there is time: the suite has every sixth.
        var step = Environment.GetEnvironmentVariable("SERVERLESSML_ALL_ORDERS") is null ? 6 : 1;
        foreach (var order in Permutations.Of(Words).Where((_, place) => place % step == 0))
        {
            var story = await BeginAsync();
            foreach (var word in order)
            {
                await Task.WhenAll(story.SayAsync(word, "a"), story.SayAsync(word, "b"));
                await story.HoldsAsync($"after {word} of {string.Join(", ", order)}");
            }

            await story.EndAsync(string.Join(", ", order));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task EveryWord_ByManyPeopleAtOnce_TellsOneStoryInTheEnd(int people)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var story = await BeginAsync();
            var said = Enumerable.Range(0, people).SelectMany(person => Words.Select(word => (word, person: $"{person}"))).ToArray();
            new Random(seed).Shuffle(said);
            await Task.WhenAll(said.Select(one => Task.Run(() => story.SayAsync(one.word, one.person))));
            await story.EndAsync($"{people} people, seed {seed}");
        }
    }

    private async Task<Story> BeginAsync()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, $"{pipeline}-first");
        await bench.PromoteAsync(pipeline, $"{pipeline}-second", champion: 1);
        var request = Workbench.ClaimOf(pipeline, $"{pipeline}-third", champion: 2);
        var claim = await bench.ClaimAsync(request);
        var step = Workbench.ShiftOf(request, claim, 1000, 1, claim.PlanChange);
        Assert.Null((await bench.Shift.RunAsync(step, default)).OvertakenBy);
        var client = new GenuineClient();
        client.Add(nameof(ModelRollout), ModelRollout.InstanceOf(request.RunId));
        return new(bench, client, pipeline, request, claim, step, (await bench.Plans.FindAsync(pipeline))!.Revision);
    }

    private sealed class Story(
        Workbench bench,
        DurableTaskClient client,
        string pipeline,
        ClaimRequest request,
        Claim claim,
        ShiftRequest step,
        int seen
    )
    {
        public async Task SayAsync(string word, string person)
        {
            try
            {
                await (
                    word switch
                    {
                        "rollback" => (Task)
                            bench.Release.RollBackAsync(
                                client,
                                Workbench.BackOf(pipeline, $"rollback:{person}", revision: seen),
                                null,
                                default
                            ),
                        "shift" => bench.Shift.RunAsync(
                            step with
                            {
                                Weight = 5000,
                                ChangeId = $"{request.RunId}:step-2",
                                Follows = step.ChangeId,
                            },
                            default
                        ),
                        "promote" => bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: true), default),
                        _ => bench.Orders.TellAsync(
                            client,
                            pipeline,
                            new()
                            {
                                Order = Enum.Parse<RolloutCommandKind>(word, ignoreCase: true),
                                By = $"{person}@local",
                                Reason = "seen enough",
                                Id = $"{word}-{person}",
                                At = bench.Time.GetUtcNow(),
                            },
                            default
                        ),
                    }
                );
            }
            catch (RefusedException)
            {
                // With the state that refuses it; what was done is looked at below.
            }
        }

        /// <summary>Whoever has traffic between two words was promoted once or ramps, with its own baseline.</summary>
        public async Task<(TrafficPlan Plan, ModelAliases Aliases)> HoldsAsync(string told)
        {
            var plan = (await bench.Plans.FindAsync(pipeline))!;
            var aliases = await bench.Models.AliasesAsync(pipeline);
            Assert.Empty(plan.Problems());
            foreach (var arm in plan.Arms)
            {
                var version = await bench.Models.GetAsync(pipeline, arm.Version, default);
                Assert.Equal((version.Model, version.Profile), (arm.Model, arm.Profile!.Value));
                Assert.True(
                    arm.Weight == 0 || arm.Version == aliases.Challenger || aliases.Promoted!.Contains(arm.Version),
                    $"{told}: nobody chose version {arm.Version}"
                );
            }

            Assert.True(aliases.Champion is { } champion && aliases.Promoted!.Contains(champion), told);
            return (plan, aliases);
        }

        /// <summary>The run ends as it was told to: it gives back what is still its own.</summary>
        public async Task EndAsync(string told)
        {
            await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: false), default);
            var (plan, aliases) = await HoldsAsync(told);
            Assert.True(plan.Serving() is { } serving && serving == aliases.Champion && aliases.Challenger is null, told);
            var revisions = await bench.RevisionsAsync(pipeline);
            Assert.Equal(Enumerable.Range(1, revisions.Count), revisions.Select(one => one.Revision));
            Assert.Equal(revisions.Count, revisions.Select(one => one.ChangeId).Distinct().Count());
            // Of all who went back from what they saw, one did.
            Assert.InRange(revisions.Count(one => one.ChangeId.StartsWith("rollback:", StringComparison.Ordinal)), 0, 1);
        }
    }
}
