using ServerlessML.Contracts.Identity;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Tests.Workflows;

/// <summary>
/// People and what they do, in short: «+ann» approves, «-ann» rejects, «~ann» withdraws, «>ann:bob» names bob, «?ann» approves other
/// evidence. Ann, fay and eve are approvers, and eve has started the run; cid and hal are operators, bob is both; dee and gus are
/// engineers.
/// </summary>
internal static class ApprovalScript
{
    public static readonly Digest Evidence = Digest.Of("evidence"u8);

    public static readonly string[] People = ["ann", "bob", "cid", "dee", "eve", "fay", "gus", "hal"];

    public static ApprovalTerms Terms(ApprovalPolicy policy, bool escalated = false) => new(policy, Evidence, StartedBy: "Eve", escalated);

    public static ApprovalDecision Decision(string text, int second = 0, Digest? evidence = null)
    {
        var names = text[1..].Split(':');
        var roles = RolesOf(names[0]);
        return new()
        {
            Evidence = text[0] == '?' ? Digest.Of("other"u8) : evidence ?? Evidence,
            Approved = text[0] is '+' or '?',
            Kind = text[0] switch
            {
                '~' => DecisionKind.Withdraw,
                '>' => DecisionKind.Delegate,
                '-' => DecisionKind.Reject,
                _ => DecisionKind.Approve,
            },
            By = names[0],
            Role = roles[0],
            Roles = roles,
            To = names.ElementAtOrDefault(1),
            Comment = "because",
            At = DateTimeOffset.UnixEpoch.AddSeconds(second),
        };
    }

    public static string[] RolesOf(string person) =>
        person.ToLowerInvariant() switch
        {
            "bob" => [Role.Approver, Role.Operator],
            "cid" or "hal" => [Role.Operator],
            "dee" or "gus" => [Role.Engineer],
            _ => [Role.Approver],
        };
}
