using Microsoft.DurableTask;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Workflows.Validation;

/// <summary>Waits, as long as the policy says, for a person who accepts a batch that broke rules.</summary>
internal sealed class OverrideStage(
    TaskOrchestrationContext context,
    LifecycleRequest request,
    OpenedRun opened,
    ValidationOutcome rejected,
    RunJournal run
)
{
    private readonly string _quarantine = $"the batch is quarantined: {string.Join("; ", rejected.Reasons)}";

    /// <returns>The batch as it was accepted; or as it was, and why the run ends.</returns>
    public async Task<(ValidationOutcome Validation, string? Quarantine)> RunAsync()
    {
        if (rejected.OverridableUntil is not { } until || opened.Definition.Validation.Override is not { } policy)
        {
            return (rejected, _quarantine);
        }

        var terms = new OverrideTerms(policy, rejected.Report, until, request.StartedBy, request.StartedById);
        run.Enter(
            Stage.Validation,
            $"{_quarantine}; waits until {until:yyyy-MM-dd HH:mm}Z for an override by one of [{string.Join(", ", policy.Roles)}]",
            overriding: new()
            {
                Report = rejected.Report,
                Roles = policy.Roles,
                Until = until,
            }
        );
        Notify(until);
        using var closed = new CancellationTokenSource();
        try
        {
            return await DecideAsync(terms, closed.Token) is { } decision
                ? (await AcceptAsync(decision), null)
                : (rejected, $"{_quarantine}; nobody overrode it until {until:yyyy-MM-dd HH:mm}Z");
        }
        finally
        {
            closed.Cancel();
        }
    }

    private async Task<ApprovalDecision?> DecideAsync(OverrideTerms terms, CancellationToken closed)
    {
        var inbox = new EventInbox<ApprovalDecision>(context, OverrideRule.OverriddenEvent);
        var expiry = context.WaitUntilAsync(terms.Until.UtcDateTime, closed);
        // Who decided in time is heard, also where the time is over by now.
        while (await Task.WhenAny(inbox.Next, expiry) == inbox.Next)
        {
            var decision = await inbox.TakeAsync();
            if (OverrideRule.Refusal(terms, decision) is null)
            {
                return decision;
            }
        }

        return null;
    }

    private async Task<ValidationOutcome> AcceptAsync(ApprovalDecision decision)
    {
        run.Enter(Stage.Validation, $"the batch was overridden by {decision.By}");
        await context.CallAsync(Stages.RecordDecision, new DecisionRecord { RunId = request.RunId, Decision = decision });
        return await context.CallAsync(
            Stages.AcceptBatch,
            new AcceptRequest
            {
                RunId = request.RunId,
                Pipeline = request.Pipeline,
                Batch = request.Batch,
                Definition = request.Definition,
                Dataset = request.Dataset,
                Decision = decision,
            }
        );
    }

    // Not awaited: whether people could be told is no condition of what they decide.
    private void Notify(DateTimeOffset until)
    {
        if (opened.Definition.Approval.Notify is { Count: > 0 } targets)
        {
            var key = $"{context.InstanceId}:notice:{rejected.Report.Short}:override";
            _ = context.CallChildAsync<int>(
                nameof(PeopleNotification),
                new NotificationRequest
                {
                    Targets = targets,
                    Notice = new()
                    {
                        Key = key,
                        Kind = NoticeKind.Quarantine,
                        RunId = request.RunId,
                        Pipeline = request.Pipeline,
                        Message = $"{_quarantine}; it may be overridden",
                        Evidence = rejected.Report,
                        At = run.Now,
                        ExpiresAt = until,
                    },
                },
                key
            );
        }
    }
}
