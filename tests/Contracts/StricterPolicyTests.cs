using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Rollout;

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
    public void Stricter_Rollouts_HaveEachOfTheStricterGuardrails()
    {
        var strict = new RolloutPolicy
        {
            MaxErrorRate = 0.01,
            MinRequests = 100,
            LookEvery = TimeSpan.FromMinutes(1),
            MaxHold = TimeSpan.FromDays(1),
            Guardrails = new()
            {
                MaxErrorRate = 0.02,
                MaxP99Milliseconds = 50,
                Floors =
                [
                    new()
                    {
                        Metric = "revenue",
                        MaxLoss = 0.1,
                        Least = 2,
                    },
                ],
            },
            Shadow = new() { MinRequests = 5000, MaxDisagreement = 0.1 },
        };
        var loose = new RolloutPolicy
        {
            MaxErrorRate = 0.5,
            MinRequests = 3,
            LookEvery = TimeSpan.FromHours(1),
            Guardrails = new()
            {
                MaxErrorRate = 0.3,
                MaxErrorRatio = 3,
                Floors = [new() { Metric = "revenue", MaxLoss = 0.5 }],
            },
        };
        foreach (var policy in new[] { RolloutPolicy.Stricter(strict, loose), RolloutPolicy.Stricter(loose, strict) })
        {
            Assert.Equal(
                (0.01, 100, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
                (policy.MaxErrorRate, policy.MinRequests, policy.LookEvery!.Value, policy.MaxHold!.Value)
            );
            Assert.Equal(
                (0.02, 3.0, 50.0),
                (
                    policy.Guardrails!.MaxErrorRate!.Value,
                    policy.Guardrails.MaxErrorRatio!.Value,
                    policy.Guardrails.MaxP99Milliseconds!.Value
                )
            );
            Assert.Equal(
                (0.1, 2.0),
                Assert.Single(policy.Guardrails.Floors) is var floor ? (floor.MaxLoss!.Value, floor.Least!.Value) : default
            );
            Assert.Equal(5000, policy.Shadow!.MinRequests);
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
