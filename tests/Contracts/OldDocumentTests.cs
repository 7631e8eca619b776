using System.Text;
using System.Text.Json;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Monitoring;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Tests.Contracts;

/// <summary>
/// Documents that older versions wrote must stay readable: a change of a record's shape is additive, or comes with an upgrade step.
/// </summary>
public sealed class OldDocumentTests
{
    private static readonly JsonSerializerOptions HistoryOptions = new() { IncludeFields = true };

    [Fact]
    public void RunManifest_OfTheFirstVersion_IsRead()
    {
        var manifest = CanonicalJson.Deserialize<RunManifest>(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Documents", "manifest-1.json"))
        );
        Assert.Equal(
            (1, "flights-0123456789abcdef", RunState.Completed, 7),
            (manifest.SchemaVersion, manifest.RunId, manifest.State, manifest.Seed)
        );
        Assert.Equal(["engineer@local"], manifest.Decisions.Select(decision => decision.By));
    }

    [Fact]
    public void ApprovalPolicy_OfTheFirstVersion_MeansWhatItMeant()
    {
        var policy = CanonicalJson.Deserialize<ApprovalPolicy>("""{"approvals":2,"expires":"2.00:00:00"}"""u8);
        Assert.Equal(
            (2, TimeSpan.FromDays(2), null, null, null),
            (policy.Approvals, policy.Expires, policy.Remind, policy.Escalate, policy.StarterMayApprove)
        );
        Assert.Equal([("approver", 2)], policy.Quorum.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal("""{"approvals":2,"expires":"2.00:00:00"}""", Encoding.UTF8.GetString(CanonicalJson.Serialize(policy)));
    }

    [Fact]
    public void ApprovalDecision_OfTheFirstVersion_IsYesOrNo()
    {
        const string text =
            """{"approved":false,"at":"2026-01-01T00:00:10+00:00","by":"ann","evidence":"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","role":"approver"}""";
        var decision = CanonicalJson.Deserialize<ApprovalDecision>(Encoding.UTF8.GetBytes(text));
        Assert.Equal((DecisionKind.Reject, "approver"), (decision.What, Assert.Single(decision.Held)));
        Assert.Equal(text, Encoding.UTF8.GetString(CanonicalJson.Serialize(decision)));
    }

    [Fact]
    public void TrafficPlan_WithMembersOfALaterVersion_IsRead()
    {
        var text = Encoding
            .UTF8.GetString(CanonicalJson.Serialize(Samples.Plan([1], [10_000])))
            .Replace("{\"arms\"", "{\"addedLater\":{\"x\":1},\"arms\"", StringComparison.Ordinal);
        Assert.Empty(CanonicalJson.Deserialize<TrafficPlan>(Encoding.UTF8.GetBytes(text)).Problems());
    }

    /// <summary>
    /// The members as documents have them, and as histories of Durable Functions' own converter have them: every member, by its name in the
    /// code, nulls too.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EvaluationReport_OfALabelOfTwoValues_IsReadIntoTheOneSetOfMeasures(bool document)
    {
        const string digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        const string score =
            $$"""{"accuracy":0.8,"auc":0.7,"aucHigh":0.71,"aucLow":0.69,"brier":0.1,"bytes":1000,"calibrationError":0.01,"logLoss":0.4,"model":"{{digest}}"}""";
        const string slice = """{"candidateAuc":0.7,"championAuc":0.69,"column":"day","rows":100,"value":"Mon"}""";
        const string bytes = $$"""{"auc":0.7,"floatAuc":0.71,"floatBytes":2,"floats":"{{digest}}","kept":true,"reason":"so"}""";
        const string old =
            $$"""{"candidate":{{score}},"champion":{{score}},"difference":{"difference":0.01,"high":0.02,"low":-0.01,"pValue":0.3},"fairness":[],"positives":200,"quantization":{{bytes}},"rows":1000,"runId":"flights-1","slices":[{{slice}}]}""";
        const string history = $$$"""
            {"RunId":"flights-1","Rows":1000,"Positives":200,"Task":null,"Measure":null,"ClassRows":null,"Difference":{"Difference":0.01,"Low":-0.01,"High":0.02,"PValue":0.3},"Differences":null,
            "Candidate":{"Model":"{{{digest}}}","Version":null,"Measures":null,"Auc":0.7,"AucLow":0.69,"AucHigh":0.71,"LogLoss":0.4,"Brier":0.1,"Accuracy":0.8,"CalibrationError":0.01,"Bytes":1000},
            "Champion":null,"Slices":[{"Column":"day","Value":"Mon","Rows":100,"CandidateAuc":0.7,"ChampionAuc":0.69,"Measure":null,"Candidate":null,"Champion":null,"Difference":null,"AdjustedPValue":null}],
            "Quantization":{"Kept":true,"Reason":"so","Floats":"{{{digest}}}","FloatBytes":2,"FloatAuc":0.71,"Model":null,"Bytes":null,"Auc":0.7,"Measure":null,"FloatValue":null,"Value":null}}
            """;
        var report = document
            ? CanonicalJson.Deserialize<EvaluationReport>(Encoding.UTF8.GetBytes(old))
            : JsonSerializer.Deserialize<EvaluationReport>(history, HistoryOptions)!;

        Assert.Equal((TaskKind.Binary, "auc"), (report.Task, report.Measure));
        Assert.Equal([800, 200], report.ClassRows!);
        Assert.Equal(["accuracy", "auc", "brier", "calibration-error", "log-loss"], report.Candidate.Measures.Keys);
        Assert.Equal((new(0.7, 0.69, 0.71), 0.4), (report.Candidate.Measures["auc"], report.Candidate.ValueOf("log-loss")));
        Assert.Equal(new MeasureDifference(0.01, -0.01, 0.02, 0.3), Assert.Single(report.Differences, pair => pair.Key == "auc").Value);
        Assert.Equal(("auc", 0.7, 0.69), (report.Slices[0].Measure, report.Slices[0].Candidate, report.Slices[0].Champion));
        Assert.Equal(("auc", 0.71, 0.7), (report.Quantization!.Measure, report.Quantization.FloatValue, report.Quantization.Value));

        var written = Encoding.UTF8.GetString(CanonicalJson.Serialize(report));
        Assert.All((string[])["aucLow", "logLoss", "Auc\"", "positives", "\"difference\":{"], member =>
            Assert.DoesNotContain(member, written, StringComparison.Ordinal)
        );
        Assert.Equal(
            written,
            Encoding.UTF8.GetString(CanonicalJson.Serialize(CanonicalJson.Deserialize<EvaluationReport>(Encoding.UTF8.GetBytes(written))))
        );
    }

    [Fact]
    public void Evidence_OfALabelOfTwoValues_IsStillWhatWasSigned()
    {
        var old = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Documents", "evidence-1.json"));
        // Its digest is in manifests, versions and signatures: the bytes stay, and reading them needs no more than they have.
        Assert.Equal("sha256:e6715a7fe3cccbfaca392961a0ee17d3e56a730f9ba610a8eb1f8f60e7d9048d", Digest.Of(old).ToString());
        var evidence = CanonicalJson.Deserialize<Evidence>(old);
        Assert.Equal((0.75, 0.05), (evidence.Evaluation.Candidate.ValueOf("auc"), evidence.Evaluation.Differences["auc"].Difference));
        Assert.Equal(["auc", "auc-gain"], evidence.Verdict.Reasons.Select(reason => reason.Measure));
    }

    [Fact]
    public void ModelVersion_OfALabelOfTwoValues_HasItsAucAsTheValue()
    {
        const string digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        const string old =
            $$"""{"auc":0.7,"createdAt":"2026-01-01T00:00:10+00:00","dataset":"{{digest}}","evidence":"{{digest}}","model":"{{digest}}","pipeline":"flights","profile":"{{digest}}","runId":"flights-1","version":3}""";
        var version = CanonicalJson.Deserialize<ModelVersion>(Encoding.UTF8.GetBytes(old));
        Assert.Equal(("auc", 0.7), (version.Measure, version.Value));
        Assert.DoesNotContain("\"auc\":", Encoding.UTF8.GetString(CanonicalJson.Serialize(version)), StringComparison.Ordinal);
    }

    [Fact]
    public void Outcome_OfANumber_IsWrittenAsBefore()
    {
        const string old = """{"label":0.5,"receivedAt":"2026-01-01T00:00:10+00:00","requestId":"a","row":0}""";
        Assert.Equal(
            old,
            Encoding.UTF8.GetString(CanonicalJson.Serialize(CanonicalJson.Deserialize<Outcome>(Encoding.UTF8.GetBytes(old))))
        );
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
            Guardrails = new()
            {
                MaxP99Milliseconds = 250,
                Floors =
                [
                    new()
                    {
                        Metric = "orders",
                        Kind = MetricType.Ratio,
                        MaxLoss = 0.1,
                    },
                ],
            },
            Experiment = new()
            {
                Metric = "orders",
                Margin = 0.05,
                Covariate = true,
            },
        };
        var json = CanonicalJson.Serialize(policy);

        Assert.Equal(json, CanonicalJson.Serialize(CanonicalJson.Deserialize<RolloutPolicy>(json)));
        Assert.Contains("\"kind\":\"ratio\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }
}
