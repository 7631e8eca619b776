using ServerlessML.Contracts;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Workflows;

public sealed class ApprovalRuleTests
{
    private static readonly Digest Evidence = Digest.Of("evidence"u8);

    public static TheoryData<int, string[], bool?> Cases => new()
    {
        { 1, [], null },
        { 1, ["+ann"], true },
        { 2, ["+ann"], null },
        { 2, ["+ann", "+ann"], null },
        { 2, ["+ann", "+ANN"], null },
        { 2, ["+ann", "+bob"], true },
        { 2, ["+ann", "-bob"], false },
        { 1, ["?ann"], null },
        { 0, [], true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_Decisions_AreCounted(int needed, string[] decisions, bool? expected) =>
        Assert.Equal(expected, ApprovalRule.Decide(new() { Approvals = needed }, [.. decisions.Select(Decision)], Evidence));

    // «+ann» approves, «-ann» rejects, «?ann» approves other evidence.
    private static ApprovalDecision Decision(string text) => new()
    {
        Evidence = text[0] == '?' ? Digest.Of("other"u8) : Evidence, Approved = text[0] != '-', By = text[1..], Role = Role.Approver, At = DateTimeOffset.UnixEpoch,
    };
}
