using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Approval;

/// <summary>
/// Waits until enough people have signed for the evidence, one has said no, or the time is over; reminds and escalates meanwhile.
/// </summary>
/// <param name="inbox">The run's, not this stage's: new evidence begins a new stage, and the old one's waiter must not swallow its first
/// decision.</param>
internal sealed class ApprovalStage(
    TaskOrchestrationContext context,
    LifecycleRequest request,
    ApprovalPolicy policy,
    Digest evidence,
    RunJournal run,
    EventInbox<ApprovalDecision> inbox,
    bool barsUnknownStarters = false,
    bool countsByObjectId = false
)
{
    private readonly List<ApprovalDecision> _decisions = [];
    private readonly ApprovalTimes _times = new(policy, run.Now);
    private readonly Task _never = new TaskCompletionSource().Task;
    private bool _escalated;
    private int _notices;

    private ApprovalTerms Terms =>
        new(policy, evidence, request.StartedBy, _escalated)
        {
            StartedById = request.StartedById,
            BarsUnknownStarters = barsUnknownStarters,
            CountsByObjectId = countsByObjectId,
        };

    /// <returns>Why the candidate is not approved; null when it is.</returns>
    public async Task<string?> RunAsync()
    {
        using var closed = new CancellationTokenSource();
        try
        {
            return await WaitAsync(closed.Token);
        }
        finally
        {
            closed.Cancel();
        }
    }

    private async Task<string?> WaitAsync(CancellationToken closed)
    {
        var expiry = TimerAt(_times.ExpiresAt, closed);
        var escalation = TimerAt(_times.EscalatesAt, closed);
        var remindsAt = _times.NextReminder(run.Now);
        var reminder = TimerAt(remindsAt, closed);
        ApprovalDecision? heard = null;
        while (true)
        {
            var state = ApprovalRule.Judge(Terms, _decisions);
            Tell(state, heard);
            heard = null;
            if (state.Outcome != ApprovalOutcome.Undecided)
            {
                return state.Rejection is { } rejection ? $"{rejection.By} rejected it: {rejection.Comment ?? "no comment"}" : null;
            }

            Show(state.Quorum, remindsAt);
            // In this order when several have come: who decides after the escalation decides under it, and who decides in time is heard.
            var come = await Task.WhenAny(escalation, inbox.Next, expiry, reminder);
            if (come == escalation)
            {
                escalation = _never;
                await EscalateAsync(state.Quorum);
            }
            else if (come == inbox.Next)
            {
                var decision = await inbox.TakeAsync();
                heard = await HearAsync(decision) ? decision : null;
            }
            else if (come == expiry)
            {
                return await ExpireAsync(state.Quorum);
            }
            else
            {
                Notify(NoticeKind.Reminder, $"still waiting for {ApprovalText.Missing(state.Quorum)}");
                await RecordAsync(ApprovalAction.Remind, $"reminded: waiting for {ApprovalText.Missing(state.Quorum)}", remindsAt!.Value);
                remindsAt = _times.NextReminder(run.Now);
                reminder = TimerAt(remindsAt, closed);
            }
        }
    }

    private Task TimerAt(DateTimeOffset? at, CancellationToken closed) =>
        at is { } time ? context.WaitUntilAsync(time.UtcDateTime, closed) : _never;

    /// <returns>Whether it counts.</returns>
    private async Task<bool> HearAsync(ApprovalDecision decision)
    {
        if (decision.Evidence != evidence || decision.At >= _times.ExpiresAt)
        {
            return false;
        }

        if (decision.At >= _times.EscalatesAt)
        {
            // The clock that dated it is ahead of the timer.
            await EscalateAsync(ApprovalRule.Judge(Terms, _decisions).Quorum);
        }

        if (ApprovalRule.Refusal(Terms, _decisions, decision) is not null)
        {
            return false;
        }

        _decisions.Add(decision);
        await context.CallAsync(Stages.RecordDecision, new DecisionRecord { RunId = request.RunId, Decision = decision });
        return true;
    }

    private async Task EscalateAsync(ApprovalQuorum quorum)
    {
        if (!_escalated)
        {
            _escalated = true;
            Notify(NoticeKind.Escalation, $"escalated: {policy.Escalate!.To}s may approve now; waiting for {ApprovalText.Missing(quorum)}");
            await RecordAsync(
                ApprovalAction.Escalate,
                $"escalated to {policy.Escalate!.To}s: waiting for {ApprovalText.Missing(quorum)}",
                _times.EscalatesAt!.Value
            );
        }
    }

    private async Task<string> ExpireAsync(ApprovalQuorum quorum)
    {
        var why =
            _decisions.Count == 0
                ? $"nobody decided within {policy.Expires}"
                : $"not decided within {policy.Expires}: still waiting for {ApprovalText.Missing(quorum)}";
        Notify(NoticeKind.Expiry, why);
        await RecordAsync(ApprovalAction.Expire, why, _times.ExpiresAt);
        return why;
    }

    private Task RecordAsync(string action, string what, DateTimeOffset due) =>
        context.CallAsync(
            Stages.RecordApproval,
            new ApprovalEvent
            {
                RunId = request.RunId,
                Pipeline = request.Pipeline,
                Key = $"{action}:{evidence.Short}:{due:yyyyMMdd'T'HHmmss}",
                Action = action,
                Evidence = evidence,
                What = what,
                At = run.Now,
            }
        );

    private void Tell(ApprovalState state, ApprovalDecision? heard)
    {
        var now = state.Outcome switch
        {
            ApprovalOutcome.Approved => "approved",
            ApprovalOutcome.Rejected => "rejected",
            _ => $"waiting for {ApprovalText.Missing(state.Quorum)}",
        };
        if (heard is not null)
        {
            Notify(NoticeKind.Decision, $"{ApprovalText.Did(heard)}; {now}", heard);
        }
        else if (_notices == 0)
        {
            Notify(NoticeKind.Waiting, now);
        }
    }

    // Not awaited: whether people could be told is no condition of what they decide.
    private void Notify(NoticeKind kind, string message, ApprovalDecision? decision = null)
    {
        if (policy.Notify is { Count: > 0 } targets)
        {
            var key = $"{context.InstanceId}:notice:{evidence.Short}:{++_notices}";
            _ = context.CallChildAsync<int>(
                nameof(PeopleNotification),
                new NotificationRequest
                {
                    Targets = targets,
                    Notice = new()
                    {
                        Key = key,
                        Kind = kind,
                        RunId = request.RunId,
                        Pipeline = request.Pipeline,
                        Message = message,
                        Evidence = evidence,
                        At = run.Now,
                        ExpiresAt = _times.ExpiresAt,
                        By = decision?.By,
                        Comment = decision?.Comment,
                    },
                },
                key
            );
        }
    }

    private void Show(ApprovalQuorum quorum, DateTimeOffset? remindsAt)
    {
        var progress = _times.Progress(quorum, _escalated, remindsAt);
        run.Enter(Stage.Approval, ApprovalText.Waiting(progress, run.Now), evidence, approval: progress);
    }
}
