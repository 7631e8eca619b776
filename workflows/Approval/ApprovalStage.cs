using Microsoft.DurableTask;
using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>Waits until enough people have signed for the evidence, one has said no, or the time is over.</summary>
internal static class ApprovalStage
{
    /// <returns>Why the candidate is not approved; null when it is.</returns>
    public static async Task<string?> RunAsync(TaskOrchestrationContext context, string runId, ApprovalPolicy policy, Digest evidence, RunJournal run)
    {
        List<ApprovalDecision> decisions = [];
        var inbox = new EventInbox<ApprovalDecision>(context, ApprovalRule.DecidedEvent);
        using var closed = new CancellationTokenSource();
        var expiry = context.CreateTimer(context.CurrentUtcDateTime + policy.Expires, closed.Token);
        while (true)
        {
            run.Enter(Stage.Approval, $"waiting for {policy.Approvals - ApprovalRule.Approvers(decisions, evidence)} of {policy.Approvals} approvals", evidence);
            if (await Task.WhenAny(inbox.Next, expiry) == expiry)
            {
                return $"nobody decided within {policy.Expires}";
            }

            var decision = await inbox.TakeAsync();
            if (decision.Evidence == evidence)
            {
                decisions.Add(decision);
                await context.CallAsync(Stages.RecordDecision, new DecisionRecord { RunId = runId, Decision = decision });
            }

            if (ApprovalRule.Decide(policy, decisions, evidence) is { } approved)
            {
                closed.Cancel();
                return approved ? null : $"{decision.By} rejected it: {decision.Comment ?? "no comment"}";
            }
        }
    }
}
