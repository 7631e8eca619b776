using ServerlessML.Contracts.Approval;

namespace ServerlessML.Tests.Contracts;

public sealed class StricterPolicyTests
{
    private static readonly ApprovalPolicy Strict = new()
    {
        Approvals = 3,
        Roles = new Dictionary<string, int> { ["approver"] = 2, ["operator"] = 1 },
        StarterMayApprove = false,
        Expires = TimeSpan.FromDays(1),
        Veto = ["operator"],
    };

    private static readonly ApprovalPolicy Loose = new()
    {
        Approvals = 0,
        StarterMayApprove = true,
        Escalate = new() { After = TimeSpan.FromHours(1), To = "engineer" },
    };

    [Fact]
    public void Stricter_WhicheverComesFirst_HasEachOfTheStricterRules()
    {
        foreach (var policy in new[] { ApprovalPolicy.Stricter(Strict, Loose), ApprovalPolicy.Stricter(Loose, Strict) })
        {
            Assert.Equal((3, TimeSpan.FromDays(1), false), (policy.Approvals, policy.Expires, policy.StarterMayApprove));
            Assert.Equal([new("approver", 2), new("operator", 1)], policy.Roles!);
            Assert.Null(policy.Escalate);
            Assert.Equal(["approver", "operator"], policy.Veto!);
        }
    }

    [Fact]
    public void Stricter_OfOtherRoles_NeedsBoth()
    {
        var policy = ApprovalPolicy.Stricter(
            new() { Approvals = 2 },
            new()
            {
                Approvals = 1,
                Roles = new Dictionary<string, int> { ["operator"] = 1 },
            }
        );
        Assert.Equal(3, policy.Approvals);
        Assert.Equal([new("approver", 2), new("operator", 1)], policy.Roles!);
    }
}
