using ServerlessML.Workflows.Approval;

namespace ServerlessML.Tests.Workflows;

public sealed class ApprovalRuleTests
{
    private static readonly ApprovalPolicy TwoAndOne = new()
    {
        Approvals = 3,
        Roles = new Dictionary<string, int> { ["approver"] = 2, ["operator"] = 1 },
        StarterMayApprove = false,
    };

    public static TheoryData<int, string[], ApprovalOutcome> Cases =>
        new()
        {
            { 1, [], ApprovalOutcome.Undecided },
            { 1, ["+ann"], ApprovalOutcome.Approved },
            { 2, ["+ann"], ApprovalOutcome.Undecided },
            { 2, ["+ann", "+ann"], ApprovalOutcome.Undecided },
            { 2, ["+ann", "+ANN"], ApprovalOutcome.Undecided },
            { 2, ["+ann", "+bob"], ApprovalOutcome.Approved },
            { 2, ["+ann", "-bob"], ApprovalOutcome.Rejected },
            { 2, ["+ann", "~ann", "+bob"], ApprovalOutcome.Undecided },
            { 2, ["+ann", "~ann", "+bob", "+ann"], ApprovalOutcome.Approved },
            { 1, ["?ann"], ApprovalOutcome.Undecided },
            { 1, ["+cid"], ApprovalOutcome.Undecided },
            { 1, ["-cid"], ApprovalOutcome.Undecided },
            { 1, ["+eve"], ApprovalOutcome.Undecided },
            { 1, ["-eve"], ApprovalOutcome.Rejected },
            { 0, [], ApprovalOutcome.Approved },
        };

    [Theory]
    [InlineData("trigger:landing", true, "engineer approver", false)]
    [InlineData("trigger:quiet", true, "engineer approver", false)]
    [InlineData("trigger:landing", true, "approver", true)]
    [InlineData("trigger:landing", false, "engineer approver", true)]
    [InlineData("somebody@local", true, "engineer approver", true)]
    public void Judge_RunWhoseStarterIsNotKnown_NeedsWhoCannotHaveStartedIt(string startedBy, bool bars, string roles, bool approved)
    {
        var terms = new ApprovalTerms(new() { StarterMayApprove = false }, Digest.Of([1]), startedBy) { BarsUnknownStarters = bars };
        var approval = Approval("mia@local", null, roles.Split(' '));
        Assert.Equal(approved ? ApprovalOutcome.Approved : ApprovalOutcome.Undecided, ApprovalRule.Judge(terms, [approval]).Outcome);
        Assert.Equal(approved, ApprovalRule.Refusal(terms, [], approval) is null);
    }

    [Theory]
    [InlineData("ann@example.org", "1", "ann.new-name@example.org", "1", 1)]
    [InlineData("ann@example.org", "1", "ann@example.org", "2", 2)]
    [InlineData("ann@example.org", "1", "bob@example.org", "2", 2)]
    [InlineData("ann@example.org", null, "ANN@example.org", "1", 1)]
    [InlineData("ann@example.org", "1", "ann@example.org", null, 1)]
    [InlineData("ann@local", null, "bob@local", null, 2)]
    [InlineData("ann@local", null, "Ann@local", null, 1)]
    public void Judge_Signatures_AreCountedByThePersonsObjectId(string first, string? firstId, string second, string? secondId, int people)
    {
        var terms = new ApprovalTerms(new() { Approvals = 2 }, Digest.Of([1])) { CountsByObjectId = true };
        ApprovalDecision[] approvals = [Approval(first, firstId, ["approver"]), Approval(second, secondId, ["approver"])];
        var state = ApprovalRule.Judge(terms, approvals);
        Assert.Equal(people == 2 ? ApprovalOutcome.Approved : ApprovalOutcome.Undecided, state.Outcome);
        Assert.Equal(people, state.Quorum.Given.Count);
        // Who takes theirs back takes back the one they have, whatever they are called by then.
        var withdrawn = Approval(second, secondId, ["approver"]) with { Kind = DecisionKind.Withdraw };
        Assert.Equal(people - 1, ApprovalRule.Judge(terms, [.. approvals, withdrawn]).Quorum.Given.Count);
    }

    [Fact]
    public void Judge_RunFromBeforeObjectIdsCounted_CountsNames()
    {
        var terms = new ApprovalTerms(new() { Approvals = 2 }, Digest.Of([1]));
        Assert.Equal(
            ApprovalOutcome.Approved,
            ApprovalRule
                .Judge(terms, [Approval("ann@example.org", "1", ["approver"]), Approval("ann.new-name@example.org", "1", ["approver"])])
                .Outcome
        );
    }

    [Theory]
    [InlineData("eve@example.org", "id-of-eve", false)]
    [InlineData("eve.new-name@example.org", "id-of-eve", false)]
    [InlineData("eve@example.org", "id-of-another", true)]
    [InlineData("EVE@example.org", null, false)]
    public void Judge_Starter_IsKnownByTheirObjectId(string name, string? id, bool approved)
    {
        var terms = new ApprovalTerms(new() { StarterMayApprove = false }, Digest.Of([1]), "eve@example.org") { StartedById = "id-of-eve" };
        Assert.Equal(
            approved ? ApprovalOutcome.Approved : ApprovalOutcome.Undecided,
            ApprovalRule.Judge(terms, [Approval(name, id, ["approver"])]).Outcome
        );
    }

    private static ApprovalDecision Approval(string by, string? id, string[] roles) =>
        new()
        {
            Evidence = Digest.Of([1]),
            Approved = true,
            By = by,
            ById = id,
            Role = "approver",
            Roles = roles,
            At = default,
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Judge_ApproversOnly_AreCounted(int needed, string[] decisions, ApprovalOutcome expected) =>
        Assert.Equal(expected, Judge(new() { Approvals = needed, StarterMayApprove = false }, false, decisions).Outcome);

    [Theory]
    [InlineData("+ann +fay", "1 operator")]
    [InlineData("+ann +fay +cid", "nobody")]
    [InlineData("+ann +cid", "1 more approver")]
    [InlineData("+bob", "1 more approver and 1 operator")]
    // Bob is both: he moves to wherever he is needed.
    [InlineData("+bob +cid", "1 more approver")]
    [InlineData("+bob +ann +fay", "nobody")]
    [InlineData("+ann +eve", "1 more approver and 1 operator")]
    // Bob stands for ann: her own signature is gone, and he still counts once.
    [InlineData("+ann >ann:bob +bob", "1 more approver and 1 operator")]
    // Dee has no role of her own.
    [InlineData(">ann:dee +dee", "1 more approver and 1 operator")]
    [InlineData(">ann:dee +dee ~ann", "2 approvers and 1 operator")]
    [InlineData(">ann:dee +dee +ann", "1 more approver and 1 operator")]
    // Neither a chain, nor the starter, nor somebody without a say.
    [InlineData(">ann:bob >bob:dee +dee", "1 more approver and 1 operator")]
    [InlineData(">ann:eve +eve", "2 approvers and 1 operator")]
    [InlineData(">eve:dee +dee", "2 approvers and 1 operator")]
    [InlineData(">dee:gus +gus", "2 approvers and 1 operator")]
    public void Judge_Roles_SaysWhatIsMissing(string decisions, string expected) =>
        Assert.Equal(expected, ApprovalText.Missing(Judge(TwoAndOne, false, decisions.Split(' ')).Quorum));

    [Theory]
    [InlineData(false, "+cid +hal", "2 approvers")]
    [InlineData(true, "+cid +hal", "1 more approver")]
    [InlineData(true, "+cid +hal +ann", "nobody")]
    public void Judge_Escalated_TheOtherRoleStandsIn(bool escalated, string decisions, string expected)
    {
        var policy = TwoAndOne with
        {
            Escalate = new() { After = TimeSpan.FromHours(1), To = "operator" },
        };
        Assert.Equal(expected, ApprovalText.Missing(Judge(policy, escalated, decisions.Split(' ')).Quorum));
    }

    [Theory]
    [InlineData("-ann", ApprovalOutcome.Undecided)]
    [InlineData("-cid", ApprovalOutcome.Rejected)]
    [InlineData("-dee", ApprovalOutcome.Undecided)]
    [InlineData(">cid:dee -dee", ApprovalOutcome.Rejected)]
    [InlineData("-ann +ann +fay", ApprovalOutcome.Approved)]
    // Who may only end it cannot approve it.
    [InlineData("+cid +ann", ApprovalOutcome.Undecided)]
    public void Judge_Veto_OnlyThoseRolesEndIt(string decisions, ApprovalOutcome expected)
    {
        var state = Judge(new() { Approvals = 2, Veto = ["operator"] }, false, decisions.Split(' '));
        Assert.Equal(expected, state.Outcome);
        Assert.Equal(decisions == "-ann" ? ["ann"] : [], state.Quorum.Objections.Where(person => person == "ann"));
    }

    [Fact]
    public void Judge_PlacesOfAnyRole_TakeWhoeverIsLeft()
    {
        var policy = TwoAndOne with { Approvals = 4 };
        Assert.Equal("2 approvers and 1 operator and 1 approver or operator", ApprovalText.Missing(Judge(policy, false, []).Quorum));
        Assert.Equal("1 more approver or operator", ApprovalText.Missing(Judge(policy, false, ["+ann", "+fay", "+cid"]).Quorum));
        Assert.Equal(ApprovalOutcome.Approved, Judge(policy, false, ["+ann", "+fay", "+cid", "+hal"]).Outcome);
    }

    [Theory]
    [InlineData("", "+ann", null)]
    [InlineData("", "+dee", "'dee' has the roles [engineer]; this needs one of [approver].")]
    [InlineData(
        "",
        "+cid",
        "'cid' has the roles [operator]; this needs one of [approver]; operators may decide once the approval is escalated."
    )]
    [InlineData("", "+eve", "'eve' started the run; who starts a run cannot approve it.")]
    [InlineData("", "-eve", null)]
    [InlineData("", "~ann", "'ann' has nothing to withdraw.")]
    [InlineData("+ann", "~ann", null)]
    [InlineData("", ">ann:ann", "'ann' cannot delegate to themselves.")]
    [InlineData("", ">ann:eve", "'eve' started the run and cannot approve it.")]
    [InlineData("", ">eve:ann", "'eve' started the run; who starts a run cannot approve it or delegate to somebody who does.")]
    [InlineData("", ">dee:ann", "'dee' has the roles [engineer]; this needs one of [approver].")]
    [InlineData(">ann:dee", "+dee", null)]
    [InlineData(">ann:dee", ">dee:gus", "'dee' is the delegate of ann and cannot delegate further.")]
    [InlineData(">ann:bob", ">bob:gus", "'bob' is the delegate of ann and cannot delegate further.")]
    [InlineData(">bob:gus", ">ann:bob", "'bob' has delegated to somebody else.")]
    public void Refusal_Decision_SaysWhy(string before, string decision, string? expected)
    {
        var policy = new ApprovalPolicy
        {
            Approvals = 2,
            StarterMayApprove = false,
            Escalate = new() { After = TimeSpan.FromHours(1), To = "operator" },
        };
        var decisions = before.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => ApprovalScript.Decision(text));
        Assert.Equal(expected, ApprovalRule.Refusal(ApprovalScript.Terms(policy), decisions, ApprovalScript.Decision(decision))?.Reason);
    }

    [Fact]
    public void Judge_DefinitionFromBeforeTheRule_LetsTheStarterApprove() =>
        Assert.Equal(ApprovalOutcome.Approved, Judge(new(), false, ["+eve"]).Outcome);

    private static ApprovalState Judge(ApprovalPolicy policy, bool escalated, string[] decisions) =>
        ApprovalRule.Judge(
            ApprovalScript.Terms(policy, escalated),
            [.. decisions.Select((text, index) => ApprovalScript.Decision(text, index))]
        );
}
