using System.Net;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Api;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

/// <summary>Who may change the rules is a rule.</summary>
[Collection(StorageCollection.Name)]
public sealed class DefinitionChangeTests(Workbench bench)
{
    private const string Strict = "approval: { approvals: 2, roles: { approver: 1, operator: 1 } }";

    private static readonly Caller Engineer = new("eve@local", [Role.Engineer]);
    private static readonly Caller Operator = new("opa@local", [Role.Operator]);

    private readonly string _pipeline = bench.NewName();

    private AuditLog Log => new(bench.Storage.Documents, bench.Time);

    [Theory]
    [InlineData("approval: { approvals: 0 }")]
    [InlineData("approval: { approvals: 1 }")]
    [InlineData(Strict + "\nevaluation: { min-auc: 0, min-gain: -1 }")]
    [InlineData(Strict + "\nrollout: { max-error-rate: 0.5 }")]
    [InlineData(Strict + "\nvalidation: { override: { roles: [engineer] } }")]
    public async Task Put_LooserPolicyByAnEngineer_IsRefusedAndNothingIsStored(string policy)
    {
        await PutAsync(Operator, Strict);
        var refused = await Assert.ThrowsAsync<ApiException>(() => PutAsync(Engineer, policy));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal(2, (await bench.Pipelines.FindAsync(_pipeline))!.Definition.Approval.Approvals);
        Assert.Equal(["define"], (await Log.ReadAsync(_pipeline, 0, 9)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Put_TrainingByAnEngineer_IsStoredUnderTheSamePolicy()
    {
        await PutAsync(Operator, Strict);
        await PutAsync(Engineer, Strict + "\ntraining: { recipe: linear, seed: 8 }");
        Assert.Equal(8, (await bench.Pipelines.FindAsync(_pipeline))!.Definition.Training.Seed);
        Assert.Equal(
            [("define", "opa@local"), ("define", "eve@local")],
            (await Log.ReadAsync(_pipeline, 0, 9)).Select(entry => (entry.Action, entry.Who))
        );
    }

    [Fact]
    public async Task Put_PolicyByAnOperator_IsInTheLogWithItsDifference()
    {
        await PutAsync(Operator, Strict);
        await PutAsync(Operator, "approval: { approvals: 0 }");
        var entry = (await Log.ReadAsync(_pipeline, 1, 1))[0];
        Assert.Equal(("policy", "opa@local"), (entry.Action, entry.Who));
        Assert.Contains("approval.approvals: 2, then 0", entry.Comment, StringComparison.Ordinal);
        Assert.Empty((await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline)).Problems);
    }

    [Fact]
    public async Task Put_FirstDefinitionWithoutSignatures_NeedsAnOperator()
    {
        Assert.Equal(
            "'eve@local' has the roles [engineer], and 'approval.approvals: 0' lets every candidate that passes the gate into production "
                + "without a signature: this needs one of [operator].",
            (await Assert.ThrowsAsync<ApiException>(() => PutAsync(Engineer, "approval: { approvals: 0 }"))).Message
        );
        await PutAsync(Engineer, Strict);
    }

    [Fact]
    public async Task Put_PolicyThatNamesWhoMayChangeIt_IsChangedByThemAlone()
    {
        await PutAsync(Operator, "approval: { approvals: 1, changed-by: [engineer] }");
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Assert.ThrowsAsync<ApiException>(() => PutAsync(Operator, "approval: { approvals: 2 }"))).Status
        );
        await PutAsync(Engineer, "approval: { approvals: 2 }");
    }

    [Fact]
    public async Task Put_OtherThanExpected_IsNotStored()
    {
        await PutAsync(Operator, Strict);
        Assert.Null(await PutAsync(Operator, "approval: { approvals: 1 }", ifMatch: "\"0x1\""));
    }

    [Fact]
    public void Of_PolicyTightenedSinceTheStart_IsJudgedByTheStricter()
    {
        var policy = PolicyInForce.Of(Parse("approval: { approvals: 0 }"), Parse(Strict));
        Assert.Equal((2, 2), (policy.Approval!.Approvals, policy.Definition.Approval.Approvals));
        Assert.Contains("approval.approvals: 0, then 2", policy.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_PolicyLoosenedSinceTheStart_IsJudgedByThatOfTheStart() =>
        Assert.Equal(2, PolicyInForce.Of(Parse(Strict), Parse("approval: { approvals: 0 }")).Approval!.Approvals);

    [Fact]
    public void Of_GateChangedSinceTheStart_AsksSomebody() =>
        Assert.Equal(
            1,
            PolicyInForce
                .Of(Parse("approval: { approvals: 0 }"), Parse("approval: { approvals: 0 }\nevaluation: { min-auc: 0.9 }"))
                .Approval!.Approvals
        );

    [Theory]
    [InlineData("{ min-auc: 0.5 }", "{ min-auc: 0.99 }")]
    [InlineData("{ min-auc: 0.99 }", "{ min-auc: 0.5 }")]
    public void Decide_GateThatRejectsAtTheStartOrNow_Rejects(string started, string now)
    {
        var report = new EvaluationReport
        {
            RunId = "run",
            Rows = 5000,
            Candidate = new()
            {
                Model = Digest.Of([1]),
                Bytes = 10,
                Measures = new Dictionary<string, MeasureScore> { ["auc"] = new(0.8, 0.79, 0.81) },
            },
        };
        var policy = PolicyInForce.Of(
            Parse($"approval: {{ approvals: 0 }}\nevaluation: {started}"),
            Parse($"approval: {{ approvals: 0 }}\nevaluation: {now}")
        );
        var verdict = policy.Decide(report, null);
        Assert.Equal(VerdictOutcome.Reject, verdict.Outcome);
        Assert.Single(verdict.Reasons, reason => reason.Rejects);
    }

    [Theory]
    [InlineData("{ max-error-rate: 0.5 }", "{ max-error-rate: 0.02 }")]
    [InlineData("{ max-error-rate: 0.02 }", "{ max-error-rate: 0.5 }")]
    public void Of_GuardrailChangedSinceTheStart_HoldsByTheStricter(string started, string now) =>
        Assert.Equal(0.02, PolicyInForce.Of(Parse($"rollout: {started}"), Parse($"rollout: {now}")).Rollout!.MaxErrorRate);

    [Fact]
    public void Of_TheSamePolicy_IsTheRunsOwn() => Assert.Null(PolicyInForce.Of(Parse(Strict), Parse(Strict)).Approval);

    private Task<string?> PutAsync(Caller caller, string policy, string? ifMatch = null) =>
        new DefinitionChange(bench.Pipelines, bench.Storage.Content, Log, bench.Time).PutAsync(
            Parse(policy),
            Text(policy),
            ifMatch,
            caller,
            default
        );

    private PipelineDefinition Parse(string policy) => PipelineYaml.Parse(Text(policy));

    private string Text(string policy) =>
        $$"""
            name: {{_pipeline}}
            data: { columns: { x: { type: number } }, label: { name: y, values: [0, 1] } }
            {{policy}}
            """;
}
