using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Validation;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Workflows;

/// <summary>A batch that broke rules, and a run that waits for somebody who accepts it all the same.</summary>
public class OverrideStageTests
{
    private static readonly Digest Report = Samples.Of("report");
    private static readonly TimeSpan Wait = TimeSpan.FromDays(3);

    [Fact]
    public async Task Run_OverriddenAfterAKill_GoesOnMarkedAndOutOfBaselines()
    {
        await using var host = await WaitingAsync();
        await host.RestartAsync();
        await SayAsync(host, "cid");
        await LifecycleScript.DecideAsync(host, await LifecycleScript.EvidenceAsync(host), "ann");
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        var decision = Assert.Single(host.CallsOf(Stages.RecordDecision), call => call.Decision.What == DecisionKind.Override).Decision;
        Assert.Equal((Report, "cid", false), (decision.Evidence, decision.By, decision.Approved));
        Assert.Equal(CanonicalJson.DigestOf(decision), CanonicalJson.DigestOf(Assert.Single(host.CallsOf(Stages.AcceptBatch)).Decision));
        Assert.Equal("cid", Assert.Single(host.CallsOf(Stages.AssembleEvidence)).Evidence.Override!.By);
        Assert.True(Assert.Single(host.CallsOf(Stages.RegisterVersion)).StaysOutOfBaselines);
        Assert.Contains(host.CallsOf(Stages.NoteOnRun), note =>
            note.Key == "accepted" && note.What.EndsWith("overridden by cid (checked with the supplier)", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Run_WordsThatDoNotCount_ChangeNothing_AndOfTwoThatDoTheFirstHolds()
    {
        await using var host = await WaitingAsync();
        await SayAsync(host, "cid", decision => decision with { Evidence = Samples.Of("another report") });
        // An approver has no say here; eve has started the run; bob's word is dated after the end.
        await SayAsync(host, "ann");
        await SayAsync(host, "eve", decision => decision with { Roles = [Role.Operator] });
        await SayAsync(host, "bob", decision => decision with { At = host.Clock.GetUtcNow() + Wait });
        await SayAsync(host, "hal");
        await SayAsync(host, "cid");
        await LifecycleScript.EvidenceAsync(host);
        Assert.Equal("hal", Assert.Single(host.CallsOf(Stages.AcceptBatch)).Decision.By);
        Assert.Single(host.CallsOf(Stages.RecordDecision));
    }

    [Fact]
    public async Task Run_NobodyInTime_EndsQuarantined()
    {
        await using var host = await WaitingAsync();
        await host.StatusAsync(status => status.Override is { } waiting && waiting.Report == Report && waiting.Roles is ["operator"]);
        await host.PassAsync(Wait);
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal(RunState.Rejected, end.State);
        Assert.StartsWith(
            "the batch is quarantined: 3 values are outside; nobody overrode it until ",
            end.Outcome,
            StringComparison.Ordinal
        );
        Assert.Empty(host.CallsOf(Stages.AcceptBatch));
        Assert.Equal("quarantined", host.CallsOf(Stages.NoteOnRun)[^1].Key);
    }

    [Fact]
    public async Task Run_AnOutcomeFromBeforeThereWereOverrides_EndsAtOnce()
    {
        await using var host = Host(wait: null);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.Equal("the batch is quarantined: 3 values are outside", (await host.EndAsync<LifecycleResult>()).Outcome);
    }

    [Fact]
    public async Task Run_WhereNobodyKnowsWhoStartedIt_WhoBringsDataCannotOverride()
    {
        await using var host = await WaitingAsync(startedBy: $"{ApprovalTerms.TriggerPrefix}landing");
        await SayAsync(host, "dee", decision => decision with { Roles = [Role.Engineer, Role.Operator] });
        await SayAsync(host, "cid");
        await LifecycleScript.EvidenceAsync(host);
        Assert.Equal("cid", Assert.Single(host.CallsOf(Stages.AcceptBatch)).Decision.By);
    }

    [Fact]
    public async Task Run_PeopleAreToldOnceThatItWaits()
    {
        await using var host = await WaitingAsync(notify: true);
        await host.CalledAsync(Stages.SendNotice, 1);
        await SayAsync(host, "cid");
        await host.CalledAsync(Stages.AcceptBatch, 1);
        var notice = Assert.Single(host.CallsOf(Stages.SendNotice), call => call.Notice.Kind == NoticeKind.Quarantine).Notice;
        Assert.Equal((Report, "the batch is quarantined: 3 values are outside; it may be overridden"), (notice.Evidence, notice.Message));
    }

    private static async Task<WorkflowHost> WaitingAsync(string startedBy = "eve", bool notify = false)
    {
        var host = Host(Wait, notify);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request with { StartedBy = startedBy });
        await host.StatusAsync(status => status is { Stage: Stage.Validation, Override: not null });
        return host;
    }

    private static WorkflowHost Host(TimeSpan? wait, bool notify = false)
    {
        var definition = Samples.Pipeline(1);
        definition = definition with
        {
            Validation = definition.Validation with { Override = new() { Wait = Wait } },
            Approval = definition.Approval with
            {
                Notify = notify ? [new() { Url = "https://hooks.example.org/a" }] : null,
                Expires = TimeSpan.FromDays(9),
            },
        };
        var host = LifecycleScript.Smooth(definition);
        host.On(Stages.JoinShards, _ => new ValidationOutcome
        {
            Accepted = false,
            Rows = 1000,
            Report = Report,
            OverridableUntil = host.Clock.GetUtcNow() + wait,
            Reasons = ["3 values are outside"],
        });
        return host.On(Stages.AcceptBatch, request => Accepted(request.Decision));
    }

    private static ValidationOutcome Accepted(ApprovalDecision decision) =>
        new()
        {
            Accepted = true,
            Rows = 1000,
            Report = Report,
            Profile = Samples.Of("profile"),
            Override = new()
            {
                Report = decision.Evidence,
                By = decision.By,
                Role = decision.Role,
                Reason = decision.Comment!,
                At = decision.At,
            },
        };

    private static Task SayAsync(WorkflowHost host, string by, Func<ApprovalDecision, ApprovalDecision>? change = null)
    {
        var roles = ApprovalScript.RolesOf(by);
        var decision = new ApprovalDecision
        {
            Evidence = Report,
            Approved = false,
            Kind = DecisionKind.Override,
            By = by,
            Role = roles[0],
            Roles = roles,
            Comment = "checked with the supplier",
            At = host.Clock.GetUtcNow(),
        };
        return host.Client.RaiseEventAsync("run", OverrideRule.OverriddenEvent, change?.Invoke(decision) ?? decision);
    }
}
