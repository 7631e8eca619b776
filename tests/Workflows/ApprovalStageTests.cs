using Grpc.Core;
using ServerlessML.Tests.Support;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Tests.Workflows;

/// <summary>Approvals that take days, on the real runtime, killed now and then.</summary>
public class ApprovalStageTests
{
    private static readonly ApprovalPolicy Policy = new()
    {
        Approvals = 3,
        Roles = new Dictionary<string, int> { ["approver"] = 2, ["operator"] = 1 },
        StarterMayApprove = false,
        Expires = TimeSpan.FromDays(7),
        Remind = TimeSpan.FromHours(8),
        Escalate = new() { After = TimeSpan.FromHours(30), To = "operator" },
    };

    [Fact]
    public async Task Run_OverDaysAndKills_RemindsEscalatesAndIsApproved()
    {
        await using var host = Host(Policy);
        var evidence = await WaitingAsync(host);
        await SayAsync(host, evidence, "+ann");
        await host.StatusAsync(status => status.Message == "waiting for 1 more approver and 1 operator; escalates in 30 h");
        for (var reminder = 1; reminder <= 3; reminder++)
        {
            await host.RestartAsync();
            await host.PassAsync(TimeSpan.FromHours(8));
            await host.CalledAsync(Stages.RecordApproval, reminder);
        }

        await SayAsync(host, evidence, "+cid", "+hal");
        // Hal is an operator like cid: before the escalation there is no place for a second one.
        await host.StatusAsync(status =>
            status.Approval!.Quorum.Given.Count == 3 && status.Approval.Quorum.Missing.Single() is { Key: "approver", Value: 1 }
        );
        await host.RestartAsync();
        Assert.Empty(host.CallsOf(Stages.ClaimRelease));

        // Thirty hours: hal takes the place, and nobody need do anything.
        await host.PassAsync(TimeSpan.FromHours(6));
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal(["remind", "remind", "remind", "escalate"], host.CallsOf(Stages.RecordApproval).Select(call => call.Action));
        host.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(4, host.CallsOf(Stages.RecordApproval).Count);
    }

    [Fact]
    public async Task Run_OperatorBeforeTheEscalation_IsRefusedAndCountsLater()
    {
        await using var host = Host(
            new()
            {
                Approvals = 1,
                Expires = TimeSpan.FromDays(2),
                Escalate = Policy.Escalate,
            }
        );
        var evidence = await WaitingAsync(host);
        await SayAsync(host, evidence, "+cid", "~gus");
        await host.RestartAsync();
        await host.PassAsync(TimeSpan.FromHours(30));
        await host.StatusAsync(status => status.Message == "waiting for 1 approver; escalated to operators, expires in 18 h");
        Assert.Empty(host.CallsOf(Stages.RecordDecision));
        await SayAsync(host, evidence, "+cid");
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal("cid", Assert.Single(host.CallsOf(Stages.RecordDecision)).Decision.By);
    }

    [Fact]
    public async Task Run_TooFewInTime_ExpiresAndSaysWhoIsMissing()
    {
        await using var host = Host(Policy with { Remind = null });
        var evidence = await WaitingAsync(host);
        await SayAsync(host, evidence, "+ann", ">fay:dee");
        await host.CalledAsync(Stages.RecordDecision, 2);
        await host.PassAsync(TimeSpan.FromHours(30));
        await host.CalledAsync(Stages.RecordApproval, 1);
        await host.RestartAsync();
        await host.PassAsync(TimeSpan.FromDays(7));
        Assert.Equal(
            "not decided within 7.00:00:00: still waiting for 1 more approver and 1 operator",
            (await host.EndAsync<LifecycleResult>()).Outcome
        );
        Assert.Equal(["escalate", "expire"], host.CallsOf(Stages.RecordApproval).Select(call => call.Action));
    }

    [Fact]
    public async Task Run_DecidedBeforeItWaits_IsHeardWhenItDoes()
    {
        var early = false;
        await using var host = Host(new() { Approvals = 1, Expires = TimeSpan.FromDays(2) });
        host.On(Stages.AssembleEvidence, asked =>
        {
            var evidence = CanonicalJson.DigestOf(asked.Evidence);
            if (!early)
            {
                early = true;
                SayAsync(host, evidence, "+ann").GetAwaiter().GetResult();
            }

            return evidence;
        });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request with { StartedBy = "eve" });
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
    }

    [Fact]
    public async Task Run_DatedAfterTheExpiry_IsNotHeard()
    {
        await using var host = Host(new() { Approvals = 1, Expires = TimeSpan.FromHours(1) });
        var evidence = await WaitingAsync(host);
        await host.Client.RaiseEventAsync(
            "run",
            ApprovalRule.DecidedEvent,
            ApprovalScript.Decision("+ann", evidence: evidence) with
            {
                At = host.Clock.GetUtcNow().AddHours(1),
            }
        );
        await host.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal("nobody decided within 01:00:00", (await host.EndAsync<LifecycleResult>()).Outcome);
        Assert.Equal(
            StatusCode.FailedPrecondition,
            (await Assert.ThrowsAsync<RpcException>(() => SayAsync(host, evidence, "+ann"))).StatusCode
        );
        Assert.Equal(RunState.Rejected, (await host.EndAsync<LifecycleResult>()).State);
    }

    [Fact]
    public async Task Run_ManyAtOnceAndTwice_EachCountsOnce()
    {
        await using var host = Host(
            new()
            {
                Approvals = 4,
                StarterMayApprove = false,
                Expires = TimeSpan.FromDays(2),
            }
        );
        var evidence = await WaitingAsync(host);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(index => SayAsync(host, evidence, $"+{ApprovalScript.People[1 + (index % 4)]}")));
        await host.CalledAsync(Stages.RecordDecision, 6);
        await host.StatusAsync(status => status.Message.StartsWith("waiting for 3 more approvers; expires in", StringComparison.Ordinal));
        Assert.All(host.CallsOf(Stages.RecordDecision), call => Assert.Equal("bob", call.Decision.By));
        await Task.WhenAll(
            ((string[])["+ann", "+fay", "+iva", "-bob"]).Select(async decision =>
            {
                try
                {
                    await SayAsync(host, evidence, decision);
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
                {
                    // The others were enough, and the run has ended.
                }
            })
        );
        // Whether bob's second thought came in time is a matter of order; that one of the two held is not.
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Contains(end.Outcome, (string[])["version 2 has all of the traffic", "bob rejected it: because"]);
    }

    [Fact]
    public async Task Run_NewEvidenceAfterAnEscalationEndedIt_HearsTheNextDecision()
    {
        await using var host = Host(
            new()
            {
                Approvals = 2,
                Roles = Policy.Roles!.ToDictionary(pair => pair.Key, _ => 1),
                Expires = TimeSpan.FromDays(7),
                Escalate = Policy.Escalate,
            }
        );
        host.On(Stages.ClaimRelease, asked => asked.Champion is null
                ? new Claim { Outcome = ClaimOutcome.ChampionChanged, Message = "the champion is now version 1" }
                : new Claim
                {
                    Outcome = ClaimOutcome.Claimed,
                    Version = 2,
                    Message = "claimed",
                });
        var first = await WaitingAsync(host);
        host.On(Stages.EvaluateCandidate, _ => Samples.Evaluation(0.75, 0.05));
        await SayAsync(host, first, "+cid", "+hal");
        await host.CalledAsync(Stages.RecordDecision, 2);
        await host.PassAsync(TimeSpan.FromHours(30));
        var second = await LifecycleScript.EvidenceAsync(host, round: 2);
        Assert.NotEqual(first, second);
        await SayAsync(host, second, "-ann");
        Assert.Equal("ann rejected it: because", (await host.EndAsync<LifecycleResult>()).Outcome);
    }

    [Fact]
    public async Task Run_Webhooks_AreToldOfEverythingAndNeverWaitedFor()
    {
        await using var host = Host(
            Policy with
            {
                Expires = TimeSpan.FromHours(40),
                Remind = TimeSpan.FromHours(20),
                Notify = [new() { Url = "https://example.org/a" }, new() { Url = "https://example.org/b" }],
            }
        );
        // The second one is away for all of the two days.
        host.On(Stages.SendNotice, asked =>
            asked.Target.Url.EndsWith('a') ? true : throw new HttpRequestException("example.org answers 500")
        );
        var evidence = await WaitingAsync(host);
        await SayAsync(host, evidence, "+ann");
        await host.CalledAsync(Stages.RecordDecision, 1);
        await host.RestartAsync();
        await PassUntilAsync(host, TimeSpan.FromHours(20), () => Told(host).Contains(NoticeKind.Reminder));
        await PassUntilAsync(host, TimeSpan.FromHours(10), () => Told(host).Contains(NoticeKind.Escalation));
        await PassUntilAsync(host, TimeSpan.FromHours(10), () => Told(host).Contains(NoticeKind.Expiry));
        Assert.StartsWith("not decided within", (await host.EndAsync<LifecycleResult>()).Outcome, StringComparison.Ordinal);
        Assert.Equal(
            [NoticeKind.Waiting, NoticeKind.Reminder, NoticeKind.Escalation, NoticeKind.Decision, NoticeKind.Expiry],
            Told(host).Order()
        );
        Assert.Equal(
            "ann approved; waiting for 1 more approver and 1 operator",
            host.CallsOf(Stages.SendNotice).First(call => call.Notice.Kind == NoticeKind.Decision).Notice.Message
        );

        // What the run has ended over is still tried, and then told in the manifest.
        await PassUntilAsync(host, TimeSpan.Zero, goOn: true, reached: () =>
            host.CallsOf(Stages.NoteOnRun).Count(note => note.Key.StartsWith("undelivered:", StringComparison.Ordinal)) == 5
        );
        Assert.Equal(
            10,
            host.CallsOf(Stages.SendNotice).Count(call => call.Target.Url.EndsWith('b') && call.Notice.Kind == NoticeKind.Expiry)
        );
    }

    private static List<NoticeKind> Told(WorkflowHost host) =>
        [.. host.CallsOf(Stages.SendNotice).Where(call => call.Target.Url.EndsWith('a')).Select(call => call.Notice.Kind).Distinct()];

    // Retries set their timers as they go: the time passes in pieces, each of which lets them. How many pieces that takes is the machine's
    // business.
    private static Task PassUntilAsync(WorkflowHost host, TimeSpan time, Func<bool> reached, bool goOn = false)
    {
        var end = host.Clock.GetUtcNow() + time;
        return WaitFor.TrueAsync(
            "what the time brings",
            () =>
            {
                var left = end - host.Clock.GetUtcNow();
                var isReached = left <= TimeSpan.Zero && reached();
                host.Clock.Advance(
                    goOn && !isReached ? TimeSpan.FromHours(2)
                    : left < TimeSpan.FromHours(2) ? left
                    : TimeSpan.FromHours(2)
                );
                return Task.FromResult(isReached);
            },
            TimeSpan.FromMinutes(2)
        );
    }

    private static WorkflowHost Host(ApprovalPolicy policy) => LifecycleScript.Smooth(Samples.Pipeline(1) with { Approval = policy });

    private static async Task<Digest> WaitingAsync(WorkflowHost host)
    {
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request with { StartedBy = "eve" });
        return await LifecycleScript.EvidenceAsync(host);
    }

    private static async Task SayAsync(WorkflowHost host, Digest evidence, params string[] decisions)
    {
        foreach (var decision in decisions)
        {
            await host.Client.RaiseEventAsync(
                "run",
                ApprovalRule.DecidedEvent,
                ApprovalScript.Decision(decision, evidence: evidence) with
                {
                    At = host.Clock.GetUtcNow(),
                }
            );
        }
    }
}
