using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>Counts decisions. Pure.</summary>
public static class ApprovalRule
{
    public const string DecidedEvent = "approval-decided";

    /// <returns>True when approved, false when rejected, null while undecided.</returns>
    public static bool? Decide(ApprovalPolicy policy, IReadOnlyCollection<ApprovalDecision> decisions, Digest evidence)
    {
        if (decisions.Any(decision => decision.Evidence == evidence && !decision.Approved))
        {
            return false;
        }

        return Approvers(decisions, evidence) >= policy.Approvals ? true : null;
    }

    /// <summary>How many different people approved this evidence; signing twice counts once.</summary>
    public static int Approvers(IEnumerable<ApprovalDecision> decisions, Digest evidence) =>
        decisions.Where(decision => decision.Evidence == evidence && decision.Approved).Select(decision => decision.By).Distinct(StringComparer.OrdinalIgnoreCase).Count();
}
