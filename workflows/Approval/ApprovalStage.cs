using Microsoft.DurableTask;
using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>Waits until enough people have signed for the evidence, one has said no, or the time is over.</summary>
internal static class ApprovalStage
{
    /// <returns>Why the candidate is not approved; null when it is.</returns>
    public static async Task<string?> RunAsync(TaskOrchestrationContext context, LifecycleRequest request, ApprovalPolicy policy, Digest evidence, RunJournal run)
    {
        List<ApprovalDecision> decisions = [];
        var terms = new ApprovalTerms(policy, evidence, request.StartedBy);
        var inbox = new EventInbox<ApprovalDecision>(context, ApprovalRule.DecidedEvent);
        using var closed = new CancellationTokenSource();
        var expiry = context.CreateTimer(context.CurrentUtcDateTime + policy.Expires, closed.Token);
        while (true)
        {
            var state = ApprovalRule.Judge(terms, decisions);
            run.Enter(Stage.Approval, $"waiting for {ApprovalText.Missing(state.Quorum)}", evidence);
            if (await Task.WhenAny(inbox.Next, expiry) == expiry)
            {
                return $"nobody decided within {policy.Expires}";
            }

            var decision = await inbox.TakeAsync();
            if (decision.Evidence == evidence && ApprovalRule.Refusal(terms, decisions, decision) is null)
            {
                decisions.Add(decision);
                await context.CallAsync(Stages.RecordDecision, new DecisionRecord { RunId = request.RunId, Decision = decision });
            }

            if (ApprovalRule.Judge(terms, decisions) is { Outcome: not ApprovalOutcome.Undecided } end)
            {
                closed.Cancel();
                return end.Rejection is { } rejection ? $"{rejection.By} rejected it: {rejection.Comment ?? "no comment"}" : null;
            }
        }
    }
}
