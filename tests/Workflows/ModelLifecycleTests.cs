using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Workflows;

public class ModelLifecycleTests
{
    private static readonly TimeSpan FirstBake = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Run_FirstModel_TakesAllTrafficOnceSigned()
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(approvals: 1));
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await LifecycleScript.DecideAsync(host, await LifecycleScript.EvidenceAsync(host), "ann");
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal(10_000, Assert.Single(host.CallsOf(Stages.ShiftTraffic)).Weight);
        Assert.True(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
        Assert.Equal(["a.csv", "b.csv"], host.CallsOf(Stages.ValidateShard).Select(call => call.File.Name).Order());
    }

    [Fact]
    public async Task Run_RejectedBatch_IsNeverTrainedOn()
    {
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(1))
            .On(Stages.JoinShards, _ => new ValidationOutcome
            {
                Accepted = false,
                Rows = 9,
                Report = Samples.Of("report"),
                Reasons = ["a.csv: 3 rows out of range"],
            });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal((RunState.Rejected, "the batch is quarantined: a.csv: 3 rows out of range"), (end.State, end.Outcome));
        Assert.Empty(host.CallsOf(Stages.EnqueueTraining));
    }

    [Fact]
    public async Task Run_FileGone_FailsAndNamesIt()
    {
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(1))
            .On(Stages.TakeInFile, request => new TakenIn { Problem = request.File.Name == "b.csv" ? "the file 'b.csv' is gone" : null });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal((RunState.Failed, "the file 'b.csv' is gone"), (end.State, end.Outcome));
        Assert.Empty(host.CallsOf(Stages.ValidateShard));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_BelowTheFloor_IsRejectedWithoutAsking_AndLeavesEvidenceUnlessItBeganBefore(bool keeps)
    {
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(1), auc: 0.5)
            .On(Stages.OpenRun, _ => new OpenedRun
            {
                Definition = Samples.Pipeline(1),
                Files = [],
                ReleasesApart = true,
                KeepsRejected = keeps,
            });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.Contains("below the limit of 0.6600", (await host.EndAsync<LifecycleResult>()).Outcome, StringComparison.Ordinal);
        Assert.Equal(
            keeps ? [VerdictOutcome.Reject] : [],
            host.CallsOf(Stages.AssembleEvidence).Select(call => call.Evidence.Verdict.Outcome)
        );
    }

    [Fact]
    public async Task Run_NothingNeedsApproval_ButTheGateAsks_WaitsForOnePerson()
    {
        var report = Samples.Evaluation(0.75, null) with { Rows = 20 };
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0))
            .On(Stages.EvaluateCandidate, _ => report with { Verdict = PromotionGate.Decide(Samples.Pipeline(0), report) });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        var evidence = await LifecycleScript.EvidenceAsync(host);
        Assert.Empty(host.CallsOf(Stages.ClaimRelease));
        await LifecycleScript.DecideAsync(host, evidence, "ann");
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
    }

    [Fact]
    public async Task Run_TwoApprovalsNeeded_TheSamePersonTwiceIsOne()
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(approvals: 2));
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        var evidence = await LifecycleScript.EvidenceAsync(host);
        await LifecycleScript.DecideAsync(host, evidence, "ann");
        await LifecycleScript.DecideAsync(host, evidence, "ann");
        await LifecycleScript.DecideAsync(host, Samples.Of("other evidence"), "bob");
        await host.CalledAsync(Stages.RecordDecision, 2);
        Assert.Empty(host.CallsOf(Stages.ClaimRelease));
        await LifecycleScript.DecideAsync(host, evidence, "bob");
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
    }

    [Fact]
    public async Task Run_NobodyDecides_Expires()
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(1));
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await LifecycleScript.EvidenceAsync(host);
        await host.PassAsync(TimeSpan.FromDays(2));
        Assert.StartsWith("nobody decided", (await host.EndAsync<LifecycleResult>()).Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PersonSaysNo_IsRejectedWithTheComment()
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(1));
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await LifecycleScript.DecideAsync(host, await LifecycleScript.EvidenceAsync(host), "ann", approved: false);
        Assert.Equal("ann rejected it: because", (await host.EndAsync<LifecycleResult>()).Outcome);
        Assert.Empty(host.CallsOf(Stages.ShiftTraffic));
    }

    [Fact]
    public async Task Run_ChampionChangedMeanwhile_AsksAgainForNewEvidence()
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(1));
        host.On(Stages.ClaimRelease, request => request.Champion is null
                ? new Claim { Outcome = ClaimOutcome.ChampionChanged, Message = "the champion is now version 1" }
                : new Claim
                {
                    Outcome = ClaimOutcome.Claimed,
                    Version = 2,
                    Message = "claimed",
                });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        var first = await LifecycleScript.EvidenceAsync(host);
        host.On(Stages.EvaluateCandidate, _ => Samples.Evaluation(0.75, 0.05));
        await LifecycleScript.DecideAsync(host, first, "ann");
        var second = await LifecycleScript.EvidenceAsync(host, round: 2);
        Assert.NotEqual(first, second);
        await LifecycleScript.DecideAsync(host, second, "ann");
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        await host.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_AVerdictOfTheEvaluation_IsFollowedWhateverItsNumbers(bool rejects)
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(0));
        var verdict = new Verdict
        {
            Outcome = rejects ? VerdictOutcome.Reject : VerdictOutcome.Promote,
            Reasons =
            [
                new()
                {
                    Measure = "budget",
                    Value = 2,
                    Limit = 1,
                    Holds = !rejects,
                    Message = "judged by the activity",
                },
            ],
        };
        // The orchestration's own gate would say the opposite of these numbers.
        host.On(Stages.EvaluateCandidate, _ => Samples.Evaluation(rejects ? 0.75 : 0.1, null) with { Verdict = verdict });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        if (rejects)
        {
            Assert.Equal("the gate rejects the candidate: judged by the activity", (await host.EndAsync<LifecycleResult>()).Outcome);
            return;
        }

        await host.CalledAsync(Stages.AssembleEvidence, 1);
        var evidence = Assert.Single(host.CallsOf(Stages.AssembleEvidence)).Evidence;
        Assert.Equal((VerdictOutcome.Promote, true), (evidence.Verdict.Outcome, evidence.Evaluation.Verdict is null));
    }

    [Fact]
    public async Task Run_AnEvaluationFromBeforeTheActivityJudged_IsJudgedByTheOrchestration()
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(0));
        host.On(Stages.EvaluateCandidate, _ => Samples.Evaluation(0.1, null));
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.StartsWith(
            "the gate rejects the candidate: the candidate's",
            (await host.EndAsync<LifecycleResult>()).Outcome,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_QuantizedCandidate_IsReleasedWhereItWasKept(bool kept)
    {
        var quantized = Digest.Of("quantized"u8);
        var report = new QuantizationReport
        {
            Kept = kept,
            Reason = "weights, so or so",
            Floats = Samples.Trained.Model,
            FloatBytes = 4,
            FloatValue = 0.75,
            Model = quantized,
            Bytes = 1,
            Value = 0.75,
        };
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(1))
            .On(Stages.EvaluateCandidate, _ => Samples.Evaluation(0.75, 0.05) with { Quantization = report });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await LifecycleScript.DecideAsync(host, await LifecycleScript.EvidenceAsync(host), "ann");
        await host.CalledAsync(Stages.RegisterVersion, 1);

        var expected = kept ? quantized : Samples.Trained.Model;
        Assert.Equal(expected, host.CallsOf(Stages.AssembleEvidence)[0].Evidence.Model);
        Assert.Equal(expected, host.CallsOf(Stages.RegisterVersion)[0].Model);
        Assert.EndsWith(
            "; weights, so or so",
            host.CallsOf(Stages.NoteOnRun)
                .Single(note => note.Stage == Stage.Evaluation && note.What.Contains("AUC", StringComparison.Ordinal))
                .What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Run_AnotherReleaseUnderWay_WaitsForItsPlace()
    {
        var busy = true;
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(approvals: 0));
        host.On(Stages.ClaimRelease, _ => busy
                ? new Claim { Outcome = ClaimOutcome.Busy, Message = "waiting for version 7" }
                : new Claim
                {
                    Outcome = ClaimOutcome.Claimed,
                    Version = 8,
                    Message = "claimed",
                });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.StatusAsync(status => status.Message == "waiting for version 7");
        busy = false;
        await host.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(8, (await host.EndAsync<LifecycleResult>()).Version);
    }

    [Fact]
    public async Task Run_ActivityThatCannotSucceed_IsNotedAndFails()
    {
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(1))
            .On(Stages.EvaluateCandidate, _ => throw new PermanentFailureException("the model sha256:12… is damaged"));
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        var end = await host.Client.WaitForInstanceCompletionAsync("run", getInputsAndOutputs: true).WaitAsync(WorkflowHost.Deadline);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        var note = host.CallsOf(Stages.NoteOnRun)[^1];
        Assert.Equal((Stage.Evaluation, RunState.Failed, "the model sha256:12… is damaged"), (note.Stage, note.End?.State, note.What));
    }
}
