using ServerlessML.Workflows.Approval;

namespace ServerlessML.Workflows.Validation;

/// <summary>Who may override a batch, and until when. Pure: asked where the word is given, and again by the run.</summary>
public static class OverrideRule
{
    public const string OverriddenEvent = "batch-overridden";

    /// <returns>Why the word would not count; null when it does.</returns>
    public static DecisionRefusal? Refusal(OverrideTerms terms, ApprovalDecision decision) =>
        decision.Evidence != terms.Report
            ? new(
                false,
                $"You read the report {decision.Evidence}, but the run waits about {terms.Report}. Read that before you override it."
            )
        : decision.At >= terms.Until ? new(false, $"The time to override this batch ended at {terms.Until:yyyy-MM-dd HH:mm:ss}Z.")
        : !decision.Held.Any(terms.Policy.Roles.Contains)
            ? new(
                true,
                $"'{decision.By}' has the roles [{string.Join(", ", decision.Held)}]; to override a batch of this pipeline needs one of "
                    + $"[{string.Join(", ", terms.Policy.Roles)}]."
            )
        : terms.Starter.IsBarred(decision) ? new(true, Barred(terms, decision))
        : null;

    private static string Barred(OverrideTerms terms, ApprovalDecision decision) =>
        terms.Starter.IsPerhapsTheStarter(decision)
            ? $"Who started the run is not known ({terms.StartedBy}), and '{decision.By}' may have: they are an engineer, and who starts a "
                + "run cannot override its batch. Somebody else must, or start runs by POST /api/runs, which knows who asks."
            : $"'{decision.By}' started the run; who starts a run cannot override its batch.";
}
