using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Workflows;

/// <summary>Two and ten people say every word to one rollout, in all orders: it ends, once, and no word is for another step.</summary>
public sealed class CommandOrderTests
{
    private const string RolledBack = "rollback";

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task WordsAndARollback_InAllOrders_EndTheRolloutWithTheChampion(int people)
    {
        string[] words = ["Pause", "Resume", "Skip", "Abort", RolledBack];
        // All of them where there is time: the suite has every fourth, and of ten people every tenth.
        var step =
            Environment.GetEnvironmentVariable("SERVERLESSML_ALL_ORDERS") is not null ? 1
            : people == 2 ? 4
            : 10;
        foreach (var order in Permutations.Of(words).Where((_, place) => place % step == 0))
        {
            await using var host = await WatchedRolloutTests.RampingAsync(WatchedRolloutTests.Arms(errors: 0, treatedRight: 0.8));
            foreach (var word in order)
            {
                await SayAsync(host, word, people);
            }

            var end = await host.EndAsync<LifecycleResult>();
            Assert.True(end.State == RunState.Rejected, $"{string.Join(", ", order)}: {end.State}, {end.Outcome}");
            Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
            // The step that people saw is the first: «go on» moves from there once, whoever says it how often.
            Assert.Subset(new HashSet<int> { 1000, 5000 }, host.CallsOf(Stages.ShiftTraffic).Select(call => call.Weight).ToHashSet());
            ToldOnce(host);
        }
    }

    private static async Task SayAsync(WorkflowHost host, string word, int people)
    {
        var instance = ModelRollout.InstanceOf("flights-1");
        try
        {
            await Task.WhenAll(Enumerable.Range(0, people).Select(Say));
        }
        catch (Grpc.Core.RpcException late) when (late.StatusCode == Grpc.Core.StatusCode.FailedPrecondition)
        {
            // The rollout has ended by an earlier word: nobody hears this one.
        }

        Task Say(int person) =>
            word == RolledBack
                ? host.Client.RaiseEventAsync(instance, RolloutEvents.TakenOver, $"person-{person}@local rolled back: errors")
                : host.Client.RaiseEventAsync(
                    instance,
                    RolloutEvents.Command,
                    new RolloutCommand
                    {
                        Order = Enum.Parse<RolloutCommandKind>(word),
                        By = $"person-{person}@local",
                        Reason = "seen enough",
                        Id = $"{word}-{person}",
                        Revision = word == "Skip" ? 1 : null,
                    }
                );
    }

    private static void ToldOnce(WorkflowHost host)
    {
        var told = host.CallsOf(Stages.NoteOnRun).Select(note => note.Order?.Id).OfType<string>().ToList();
        Assert.Equal(told.Distinct(), told);
    }
}
