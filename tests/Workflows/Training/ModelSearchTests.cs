using ServerlessML.Tests.Support;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Tests.Workflows.Training;

public class ModelSearchTests
{
    [Fact]
    public async Task Run_Asha_TakesOnlyTheBetterOnesFurtherAndFromWhereTheyStopped()
    {
        await using var host = SearchScript.Host(9, number => number == 1 ? 0.9 : 0.5);
        await host.StartAsync(nameof(ModelSearch), SearchScript.Request());
        Assert.Equal(1, (await host.EndAsync<SearchOutcome>()).Winner);
        var jobs = SearchScript.Jobs(host);
        Assert.Equal(9, jobs.Count(job => job.Until == 0.111111));
        Assert.All(jobs.Where(job => job.Until == 0.111111), job => Assert.Null(job.Resume));
        var whole = Assert.Single(jobs, job => job.Until is null);
        Assert.Equal(("1", Samples.Of("checkpoint 1")), (whole.Parameters["epochs"], whole.Resume));
        Assert.Equal("flights-1-t1-r2", whole.JobId);
        Assert.Equal(jobs.Count, jobs.Select(job => job.JobId).Distinct().Count());
    }

    [Fact]
    public async Task Run_TooFewForAPromotion_FinishesTheBest()
    {
        await using var host = SearchScript.Host(2, number => number);
        await host.StartAsync(nameof(ModelSearch), SearchScript.Request(SearchScript.Settings(2)));
        Assert.Equal(2, (await host.EndAsync<SearchOutcome>()).Winner);
        Assert.Equal(["flights-1-t2-r1", "flights-1-t2-r2"], SearchScript.Jobs(host).Skip(2).Select(job => job.JobId));
    }

    [Fact]
    public async Task Run_Places_AreNeverMoreThanTheConcurrency()
    {
        await using var host = SearchScript.Host(6, number => number, atOnce: false);
        await host.StartAsync(
            nameof(ModelSearch),
            SearchScript.Request(SearchScript.Settings(6, SearchKind.Random) with { Concurrency = 3 })
        );
        for (var ended = 0; ended < 6; ended++)
        {
            await host.CalledAsync(Stages.EnqueueTraining, Math.Min(6, ended + 3));
            Assert.Equal(Math.Min(6, ended + 3), SearchScript.Jobs(host).Count);
            await SearchScript.EndAsync(host, SearchScript.Jobs(host)[ended]);
        }

        Assert.Equal(6, (await host.EndAsync<SearchOutcome>()).Winner);
    }

    [Fact]
    public async Task Run_ATrialFails_TheOthersGoOn()
    {
        await using var host = SearchScript.Host(4, number => number == 4 ? null : number);
        await host.StartAsync(nameof(ModelSearch), SearchScript.Request(SearchScript.Settings(4, SearchKind.Random)));
        Assert.Equal(3, (await host.EndAsync<SearchOutcome>()).Winner);
    }

    [Fact]
    public async Task Run_MoreFailThanMay_EndsAndSaysHowMany()
    {
        await using var host = SearchScript.Host(8, _ => null);
        await host.StartAsync(
            nameof(ModelSearch),
            SearchScript.Request(SearchScript.Settings(8, SearchKind.Random) with { Concurrency = 1 })
        );
        var end = await host.EndAsync<SearchOutcome>();
        Assert.Null(end.Result);
        Assert.Equal(
            "3 of 8 trials failed, more than the 25 % that 'training.search.max-failed' allows; the last said: trial 3 broke",
            end.Error
        );
        Assert.Equal(3, SearchScript.Jobs(host).Count);
    }

    [Fact]
    public async Task Run_AnActivityOfATrialBreaks_IsThatTrialsFailure()
    {
        await using var host = SearchScript.Host(4, number => number);
        host.On(Stages.OpenTrial, request => request.Number == 4
                ? throw new PermanentFailureException("the report is damaged")
                : new OpenedTrial
                {
                    Point = new() { Recipe = "mlp", Parameters = new Dictionary<string, string>() },
                });
        await host.StartAsync(nameof(ModelSearch), SearchScript.Request(SearchScript.Settings(4, SearchKind.Random)));
        Assert.Equal(3, (await host.EndAsync<SearchOutcome>()).Winner);
        Assert.Equal("the report is damaged", Assert.Single(host.CallsOf(Stages.CloseTrial), call => call.Error is not null).Error);
    }

    [Fact]
    public async Task Run_HostKilledInMidSearch_GoesOnWhereItWas()
    {
        await using var host = SearchScript.Host(9, number => number, atOnce: false);
        await host.StartAsync(nameof(ModelSearch), SearchScript.Request());
        for (var ended = 0; ended < 4; ended++)
        {
            await host.CalledAsync(Stages.EnqueueTraining, ended + 2);
            await SearchScript.EndAsync(host, SearchScript.Jobs(host)[ended]);
        }

        await host.CalledAsync(Stages.CloseTrial, 4);
        await host.RestartAsync();
        await EndAllAsync(host, from: 4);
        Assert.Equal(9, (await host.EndAsync<SearchOutcome>()).Winner);
        Assert.Single(host.CallsOf(Stages.PlanTrials));
        // The kill may have come between an enqueuing and its record: it is then done again, for the same attempt of the same job.
        var jobs = SearchScript.Jobs(host).Select(job => (job.JobId, job.Attempt)).Distinct().ToList();
        Assert.Equal(jobs.Count, jobs.DistinctBy(job => job.JobId).Count());
    }

    [Fact]
    public async Task Run_HundredsOfTrials_KeepsAShortHistory()
    {
        await using var host = SearchScript.Host(130, number => number);
        await host.StartAsync(
            nameof(ModelSearch),
            SearchScript.Request(SearchScript.Settings(130, SearchKind.Random) with { Concurrency = 4 })
        );
        Assert.Equal(130, (await host.EndAsync<SearchOutcome>()).Winner);
        Assert.Equal(130, SearchScript.Jobs(host).Count);
        Assert.True(host.History("run").Events.Count < 400, $"{host.History("run").Events.Count} events");
    }

    [Fact]
    public async Task Run_BudgetSpent_BeginsNothingNewAndFinishesTheBest()
    {
        await using var host = SearchScript.Host(9, number => number, atOnce: false);
        await host.StartAsync(
            nameof(ModelSearch),
            SearchScript.Request(SearchScript.Settings(9) with { Concurrency = 2, Budget = TimeSpan.FromMinutes(10) })
        );
        await host.CalledAsync(Stages.EnqueueTraining, 2);
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await EndAllAsync(host, from: 0);
        Assert.Equal(2, (await host.EndAsync<SearchOutcome>()).Winner);
        Assert.Equal(["t1-r0", "t2-r0", "t2-r1", "t2-r2"], SearchScript.Jobs(host).Select(job => job.JobId["flights-1-".Length..]).Order());
    }

    [Fact]
    public async Task Run_Folds_EachIsKeptBackOnceAndTheWinnerSeesAllRows()
    {
        await using var host = SearchScript.Host(2, number => number);
        await host.StartAsync(nameof(ModelSearch), SearchScript.Request(SearchScript.Settings(2, SearchKind.Random) with { Folds = 3 }));
        Assert.Equal(2, (await host.EndAsync<SearchOutcome>()).Winner);
        var jobs = SearchScript.Jobs(host);
        Assert.Equal([0, 1, 2], jobs.Where(job => job.Parameters["epochs"] == "1").Select(job => job.Fold!.Index));
        Assert.All(jobs.SkipLast(1), job => Assert.Equal(3, job.Fold!.Of));
        Assert.Equal(("flights-1-t2-final", null, "2"), (jobs[^1].JobId, jobs[^1].Fold, jobs[^1].Parameters["epochs"]));
        Assert.All(host.CallsOf(Stages.CloseTrial).Where(call => !call.Final), call =>
            Assert.Equal((3, true), (call.Trainings.Count, call.Folded))
        );
    }

    [Fact]
    public async Task Run_Selection_IsKeptBackFromAllTrialsAndTheWinnerSeesAllRows()
    {
        await using var host = SearchScript.Host(9, number => number);
        await host.StartAsync(nameof(ModelSearch), SearchScript.Request() with { Selection = 10 });
        var winner = (await host.EndAsync<SearchOutcome>()).Winner;
        var jobs = SearchScript.Jobs(host);
        Assert.All(jobs.SkipLast(1), job => Assert.Equal(new DataFold(0, 10), job.Fold));
        Assert.Equal(($"flights-1-t{winner}-final", null, null), (jobs[^1].JobId, jobs[^1].Fold, jobs[^1].Until));
        Assert.All(host.CallsOf(Stages.CloseTrial), call => Assert.Equal((1, !call.Final), (call.Trainings.Count, call.Folded)));
    }

    [Theory]
    [InlineData(0, null, 10)]
    [InlineData(0, 0.25, 4)]
    [InlineData(0, 0.0, null)]
    [InlineData(5, null, null)]
    public void SelectionOf_Settings_IsOnePartInSoMany(int folds, double? selection, int? parts) =>
        Assert.Equal(parts, SearchProgress.SelectionOf(SearchScript.Settings(2) with { Folds = folds, Selection = selection }));

    [Fact]
    public async Task Run_ATrialFails_WhatItsTrainingsCameToIsHandedOver()
    {
        await using var host = SearchScript.Host(2, number => number, atOnce: false);
        await host.StartAsync(
            nameof(ModelSearch),
            SearchScript.Request(SearchScript.Settings(2, SearchKind.Random) with { MaxFailed = 0.5 })
        );
        await host.CalledAsync(Stages.EnqueueTraining, 2);
        await SearchScript.EndAsync(
            host,
            SearchScript.Jobs(host).Single(job => job.JobId.Contains("t1", StringComparison.Ordinal)),
            "no good",
            7
        );
        await SearchScript.EndAsync(host, SearchScript.Jobs(host).Single(job => job.JobId.Contains("t2", StringComparison.Ordinal)));
        Assert.Equal(2, (await host.EndAsync<SearchOutcome>()).Winner);
        var broken = Assert.Single(host.CallsOf(Stages.CloseTrial), call => call.Number == 1);
        Assert.Equal(("no good", 7.0), (broken.Error, Assert.Single(broken.Trainings).LostSeconds));
    }

    [Fact]
    public async Task Lifecycle_WithASearch_EvaluatesTheWinnersModelAndNotesIt()
    {
        var definition = Samples.Pipeline(approvals: 0);
        await using var host = LifecycleScript.Smooth(
            definition with
            {
                Training = definition.Training with { Search = SearchScript.Settings(2) },
            }
        );
        host.On(Stages.PlanTrials, _ => new PlannedTrials { Trials = 2 })
            .On(Stages.OpenTrial, _ => new OpenedTrial
            {
                Point = new()
                {
                    Recipe = "xgboost",
                    Parameters = new Dictionary<string, string> { ["depth"] = "6" },
                },
            })
            .On(Stages.CloseTrial, request => new TrialReport { Number = request.Number, Score = request.Number })
            .On(Stages.SettleSearch, request => new SearchOutcome
            {
                Winner = request.Winner,
                Result = Samples.Trained with { Model = Samples.Of("winner") },
                Recipe = "xgboost",
                Cost = new() { Seconds = 90, Trainings = 3 },
            });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal(Samples.Of("winner"), Assert.Single(host.CallsOf(Stages.EvaluateCandidate)).Model);
        var cost = Assert.Single(host.CallsOf(Stages.AssembleEvidence)).Evidence.Cost!;
        Assert.Equal((3, TimeSpan.FromSeconds(90 * cost.Threads)), (cost.Search!.Trainings, cost.ProcessorTime()));
        var note = Assert.Single(host.CallsOf(Stages.NoteOnRun), call => call.Key == "trained");
        Assert.Equal((2, "xgboost", Samples.Of("winner")), (note.Found!.Winner, note.Found.Recipe, note.Training!.Model));
        Assert.All(host.CallsOf(Stages.EnqueueTraining), call => Assert.Equal("xgboost", call.Job.Recipe));
    }

    private static async Task EndAllAsync(WorkflowHost host, int from)
    {
        var ended = SearchScript.Jobs(host).Take(from).Select(job => job.JobId).ToHashSet();
        await WaitFor.TrueAsync("the search's end", async () =>
        {
            foreach (var job in SearchScript.Jobs(host).Where(job => ended.Add(job.JobId)))
            {
                await SearchScript.EndAsync(host, job);
            }

            return host.CallsOf(Stages.SettleSearch).Count > 0;
        });
    }
}
