using System.Text;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Monitoring;
using ServerlessML.Contracts.Runs;

namespace ServerlessML.Tests.Contracts;

/// <summary>Documents that older versions wrote must stay readable: a change of a record's shape is additive, or comes with an upgrade step.</summary>
public sealed class OldDocumentTests
{
    [Fact]
    public void RunManifest_OfTheFirstVersion_IsRead()
    {
        var manifest = CanonicalJson.Deserialize<RunManifest>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Documents", "manifest-1.json")));
        Assert.Equal((1, "flights-0123456789abcdef", RunState.Completed, 7), (manifest.SchemaVersion, manifest.RunId, manifest.State, manifest.Seed));
        Assert.Equal(["engineer@local"], manifest.Decisions.Select(decision => decision.By));
    }

    [Fact]
    public void ApprovalPolicy_OfTheFirstVersion_MeansWhatItMeant()
    {
        var policy = CanonicalJson.Deserialize<ApprovalPolicy>("""{"approvals":2,"expires":"2.00:00:00"}"""u8);
        Assert.Equal((2, TimeSpan.FromDays(2), null, null, null), (policy.Approvals, policy.Expires, policy.Remind, policy.Escalate, policy.StarterMayApprove));
        Assert.Equal([("approver", 2)], policy.Quorum.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal("""{"approvals":2,"expires":"2.00:00:00"}""", Encoding.UTF8.GetString(CanonicalJson.Serialize(policy)));
    }

    [Fact]
    public void ApprovalDecision_OfTheFirstVersion_IsYesOrNo()
    {
        const string text = """{"approved":false,"at":"2026-01-01T00:00:10+00:00","by":"ann","evidence":"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","role":"approver"}""";
        var decision = CanonicalJson.Deserialize<ApprovalDecision>(Encoding.UTF8.GetBytes(text));
        Assert.Equal((DecisionKind.Reject, "approver"), (decision.What, Assert.Single(decision.Held)));
        Assert.Equal(text, Encoding.UTF8.GetString(CanonicalJson.Serialize(decision)));
    }

    [Fact]
    public void TrafficPlan_WithMembersOfALaterVersion_IsRead()
    {
        var text = Encoding.UTF8.GetString(CanonicalJson.Serialize(Samples.Plan([1], [10_000]))).Replace("{\"arms\"", "{\"addedLater\":{\"x\":1},\"arms\"", StringComparison.Ordinal);
        Assert.Empty(CanonicalJson.Deserialize<TrafficPlan>(Encoding.UTF8.GetBytes(text)).Problems());
    }

    [Fact]
    public void EvaluationReport_OfALabelOfTwoValues_IsReadAndWrittenAsBefore()
    {
        const string score = """{"accuracy":0.8,"auc":0.7,"aucHigh":0.71,"aucLow":0.69,"brier":0.1,"bytes":1000,"calibrationError":0.01,"logLoss":0.4,"model":"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}""";
        const string slice = """{"candidateAuc":0.7,"column":"day","rows":100,"value":"Mon"}""";
        const string old = $$"""{"candidate":{{score}},"fairness":[],"positives":200,"rows":1000,"runId":"flights-1","slices":[{{slice}}]}""";
        var report = CanonicalJson.Deserialize<EvaluationReport>(Encoding.UTF8.GetBytes(old));
        Assert.Equal((0.7, 200, null, null), (report.Candidate.Auc, report.Positives, report.Task, report.PrimaryOf(report.Candidate)));
        Assert.Equal(old, Encoding.UTF8.GetString(CanonicalJson.Serialize(report)));
    }

    [Fact]
    public void Outcome_OfANumber_IsWrittenAsBefore()
    {
        const string old = """{"label":0.5,"receivedAt":"2026-01-01T00:00:10+00:00","requestId":"a","row":0}""";
        Assert.Equal(old, Encoding.UTF8.GetString(CanonicalJson.Serialize(CanonicalJson.Deserialize<Outcome>(Encoding.UTF8.GetBytes(old)))));
    }

    [Fact]
    public void RolloutPolicy_WithoutGuardrails_IsReadAndWrittenAsBefore()
    {
        const string old = """{"maxErrorRate":0.01,"minRequests":50,"steps":[{"bake":"00:00:05","weight":100}]}""";
        var policy = CanonicalJson.Deserialize<RolloutPolicy>(Encoding.UTF8.GetBytes(old));

        Assert.Equal((null, null), (policy.Guardrails, policy.Experiment));
        Assert.Equal(old, Encoding.UTF8.GetString(CanonicalJson.Serialize(policy)));
    }

    [Fact]
    public void RolloutPolicy_WithGuardrails_ComesBackWhole()
    {
        RolloutPolicy policy = new()
        {
            Guardrails = new() { MaxP99Milliseconds = 250, Floors = [new() { Metric = "orders", Kind = MetricType.Ratio, MaxLoss = 0.1 }] },
            Experiment = new() { Metric = "orders", Margin = 0.05, Covariate = true },
        };
        var json = CanonicalJson.Serialize(policy);

        Assert.Equal(json, CanonicalJson.Serialize(CanonicalJson.Deserialize<RolloutPolicy>(json)));
        Assert.Contains("\"kind\":\"ratio\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }
}
