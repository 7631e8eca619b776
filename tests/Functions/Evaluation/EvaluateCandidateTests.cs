using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Functions.Storage;
using ServerlessML.Ml.Onnx;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Tests.Functions.Evaluation;

/// <summary>Real models over a real batch: the report, its detail, and what the gate makes of them.</summary>
[Collection(StorageCollection.Name)]
public sealed partial class EvaluateCandidateTests(Workbench bench)
{
    private const int Rows = 6000;

    [Fact]
    public async Task Evaluate_ACandidateWorseOnOneSlice_IsRejectedByTheGateWithThatReason()
    {
        var (request, definition) = await PrepareAsync(Model(("Bern", 4), ("Graz", -1)), champion: Model(("Bern", 4), ("Graz", 4)));

        var report = await bench.Evaluate.RunAsync(request, default);

        var slice = Assert.Single(report.Slices, slice => slice.Value == "Graz");
        Assert.True(slice.Difference!.High < -0.1, $"The slice lost {-slice.Difference.Difference}.");
        Assert.True(slice.AdjustedPValue < 0.001);
        var verdict = report.Verdict!;
        Assert.Equal(VerdictOutcome.Reject, verdict.Outcome);
        Assert.Equal(PromotionGate.Decide(definition, report).Reasons, verdict.Reasons);
        // Too sure in one city of three rows, the candidate is too sure as a whole.
        Assert.Equal(
            ["calibration-slope", "slice-loss:city=Graz"],
            verdict.Reasons.Where(reason => !reason.Holds).Select(reason => reason.Measure)
        );
    }

    [Fact]
    public async Task Evaluate_KeepsADetailThatTheReportNames()
    {
        var (request, definition) = await PrepareAsync(Model(("Bern", 5), ("Graz", 5)), champion: Model(("Bern", 4), ("Graz", 4)));

        var report = await bench.Evaluate.RunAsync(request, default);

        var detail = await bench.Storage.Content.GetJsonAsync<EvaluationDetail>(report.Detail!.Value);
        Assert.Equal("level", detail.Importance[0].Column);
        Assert.True(detail.Importance[0].Loss > 0.1);
        Assert.InRange(detail.Candidate.Roc.Count, 20, 200);
        Assert.All((string[])["auc", "log-loss", "brier", "accuracy"], name =>
            Assert.True(report.Candidate.Measures[name] is { } known && known.Low < known.Value && known.Value < known.High, name)
        );
        Assert.True(detail.Candidate.LatencyP99Ms >= detail.Candidate.LatencyP50Ms && detail.Candidate.LatencyP50Ms > 0);
        Assert.NotNull(report.Differences["log-loss"].Low);
        // The same scores but for a monotone change: the ranks, and so the slices, are alike.
        Assert.All(report.Slices, slice => Assert.InRange(slice.Difference!.Difference, -1e-9, 1e-9));
        Assert.NotEqual(
            VerdictOutcome.Reject,
            PromotionGate.Decide(definition with { Evaluation = definition.Evaluation with { MinGain = 0 } }, report).Outcome
        );
        var fairness = Assert.Single(report.Fairness);
        Assert.Equal(("city", 2), (fairness.Column, fairness.Groups.Count));
        Assert.InRange(fairness.ParityDifference!.Estimate, 0, 0.1);
    }

    [Fact]
    public async Task Evaluate_AThresholdWithAGoal_IsChosenOnTrainingRowsAndRecorded()
    {
        var (request, definition) = await PrepareAsync(Model(("Bern", 4), ("Graz", 4)), champion: Model(("Bern", 4), ("Graz", 4)));
        request = await WithAsync(
            request,
            definition with
            {
                Evaluation = definition.Evaluation with
                {
                    Threshold = new() { Goal = ThresholdGoal.Recall, AtLeast = 0.9 },
                },
            }
        );

        var report = await bench.Evaluate.RunAsync(request, default);

        // A recall of 0.9 takes calling nearly all rows above a level of 0.21 positive: sigmoid(4 x (0.21 - 0.5)) is 0.24.
        var threshold = report.Threshold!;
        Assert.InRange(threshold.Value, 0.19, 0.29);
        Assert.InRange(threshold.Rows, 500, 700);
        Assert.Equal(("a recall of at least 0.9", true), (threshold.Why, threshold.InSample));
        Assert.InRange(report.Candidate.Measures["recall"].Value, 0.87, 0.93);

        // The same by the training's own answers to rows that it kept back: nine positives in ten are above 0.5, as one negative is.
        ValidationAnswers kept = new([.. Ten(1), .. Ten(0)], [.. Nine(0.75f), 0.1f, .. Nine(0.25f), 0.8f]);
        report = await bench.Evaluate.RunAsync(request with { Validation = await bench.Storage.Content.PutJsonAsync(kept) }, default);
        Assert.Equal(new DecisionThreshold(0.5, "a recall of at least 0.9", 20), report.Threshold);
        Assert.InRange(report.Candidate.Measures["recall"].Value, 0.6, 0.75);
        // The champion has none of its own, and is called at one half.
        Assert.InRange(report.Champion!.Measures["recall"].Value, 0.6, 0.75);

        static IEnumerable<int> Ten(int label) => Enumerable.Repeat(label, 10);
        static IEnumerable<float> Nine(float probability) => Enumerable.Repeat(probability, 9);
    }

    [Fact]
    public async Task Evaluate_AColumnThatOnlyAudits_IsSlicedAndJudgedByOnTheSameHoldout()
    {
        var (request, definition) = await PrepareAsync(Model(("Bern", 4), ("Graz", 4)), champion: Model(("Bern", 4), ("Graz", 4)));
        var plain = await bench.Evaluate.RunAsync(request, default);
        var audited = await WithAsync(
            request,
            definition with
            {
                Data = definition.Data with { Audit = [new() { Name = "age", Type = ColumnType.Integer }] },
                Evaluation = definition.Evaluation with
                {
                    Slices = ["city", "age"],
                    Bands = new Dictionary<string, IReadOnlyList<double>> { ["age"] = [30, 60] },
                    Fairness = [new() { Column = "age", MaxFalseNegativeDifference = 0.01 }],
                },
            }
        );

        var report = await bench.Evaluate.RunAsync(audited, default);

        Assert.Equal((plain.Rows, plain.Candidate.ValueOf("auc")), (report.Rows, report.Candidate.ValueOf("auc")));
        Assert.Equal(
            ["30 to below 60", "60 or more", "below 30"],
            report.Slices.Where(slice => slice.Column == "age").Select(slice => slice.Value).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["30 to below 60", "60 or more", "below 30"], report.Fairness.Single().Rates!.Select(group => group.Group));
        Assert.Equal(CheckState.NotShown, report.Verdict!.Reasons.Single(reason => reason.Measure == "false-negatives:age").State);
        Assert.DoesNotContain(
            "age",
            (await bench.Storage.Content.GetJsonAsync<EvaluationDetail>(report.Detail!.Value)).Importance.Select(column => column.Column)
        );
    }

    [Fact]
    public async Task Evaluate_QuantizedAndAccepted_TakesTheCandidatesPlace()
    {
        var (request, definition) = await PrepareAsync(Wide(1), champion: Model(("Bern", 4), ("Graz", 4)), Quantization.Int8);

        var report = await bench.Evaluate.RunAsync(request, default);

        var quantization = report.Quantization!;
        Assert.True(quantization.Kept);
        Assert.Equal((request.Model, report.Candidate.Model), (quantization.Floats, quantization.Model));
        Assert.NotEqual(request.Model, report.Candidate.Model);
        Assert.InRange(report.Candidate.Bytes, 1, quantization.FloatBytes * 7 / 10);
        Assert.Equal(quantization.FloatValue!.Value, report.Candidate.ValueOf("auc")!.Value, 0.001);
        Assert.True(quantization.LatencyMs > 0 && quantization.FloatLatencyMs > 0);
        Assert.Equal(report.Candidate.Bytes, (await bench.Storage.Content.GetAsync(report.Candidate.Model)).Length);
        Assert.NotEqual(VerdictOutcome.Reject, PromotionGate.Decide(definition, report).Outcome);
    }

    [Fact]
    public async Task Evaluate_QuantizedAndRejected_StaysAsItWasTrained()
    {
        // Beside so large a weight the others are less than half a step of a byte.
        var (request, definition) = await PrepareAsync(Wide(1000), champion: Model(("Bern", 4), ("Graz", 4)), Quantization.Int8);

        var report = await bench.Evaluate.RunAsync(request, default);

        Assert.Equal((request.Model, false), (report.Candidate.Model, report.Quantization!.Kept));
        Assert.InRange(report.Quantization.Value!.Value, 0.45, 0.55);
        Assert.StartsWith(
            "weights stay as they were trained, because the gate rejects the model with bytes: ",
            report.Quantization.Reason,
            StringComparison.Ordinal
        );
        Assert.True(report.Candidate.ValueOf("auc") > 0.7);
    }

    [Fact]
    public async Task Evaluate_NoLargeWeight_SaysSo()
    {
        var (request, _) = await PrepareAsync(
            Model(("Bern", 5), ("Graz", 5)),
            champion: Model(("Bern", 4), ("Graz", 4)),
            Quantization.Int8
        );

        var report = await bench.Evaluate.RunAsync(request, default);

        Assert.Equal(
            (false, "no weight is large enough for bytes to save anything"),
            (report.Quantization!.Kept, report.Quantization.Reason)
        );
        Assert.Equal(request.Model, report.Candidate.Model);
    }

    [Fact]
    public async Task Evaluate_AChampionTrainedUnderTheSameSplit_IsComparedAndUnderAnotherTheGateAsks()
    {
        var model = Model(("Bern", 4), ("Graz", 4));
        var (request, definition) = await PrepareAsync(Model(("Bern", 3), ("Graz", 3)), champion: model);
        definition = definition with
        {
            Evaluation = definition.Evaluation with { MaxSliceLoss = null },
            Approval = new() { Approvals = 0 },
        };
        var split = await FreezeAsync(definition);
        request = request with { Definition = await bench.Storage.Content.PutJsonAsync(definition), Split = split };

        var first = await bench.Evaluate.RunAsync(request, default);
        Assert.Contains(
            "version 1 was trained under a split that is not known, not under this one (by row, 0.5 held out, salt "
                + "'holdout-1', revision 1)",
            first.Incomparable,
            StringComparison.Ordinal
        );
        Assert.Equal(
            (VerdictOutcome.Ask, "split"),
            (first.Verdict!.Outcome, first.Verdict.Reasons.Single(reason => !reason.Holds).Measure)
        );
        Assert.Equal((1, Rows, first.Rows), (first.Split!.Revision, first.Split.Trained + first.Split.Held, first.Split.Held));

        await PromoteAsync(request, first, model);
        var same = await bench.Evaluate.RunAsync(request, default);
        Assert.Null(same.Incomparable);
        Assert.Equal(VerdictOutcome.Promote, same.Verdict!.Outcome);

        var salted = definition with { Evaluation = definition.Evaluation with { Salt = "other" } };
        var other = await bench.Evaluate.RunAsync(
            request with
            {
                Definition = await bench.Storage.Content.PutJsonAsync(salted),
                Split = await FreezeAsync(salted),
            },
            default
        );
        Assert.Equal(
            "version 2 was trained under another split (by row, 0.5 held out, salt 'holdout-1', revision 1), not under this "
                + "one (by row, 0.5 held out, salt 'other', revision 2): rows that it was trained on may be among those that it is "
                + "compared by",
            other.Incomparable
        );
        Assert.Equal(VerdictOutcome.Ask, other.Verdict!.Outcome);
    }

    [Fact]
    public async Task Evaluate_ByTime_ComparesByRowsThatAreNewerThanAllThatTheChampionKnows()
    {
        var model = Model(("Bern", 4), ("Graz", 4));
        var (request, definition) = await PrepareAsync(Model(("Bern", 5), ("Graz", 5)), champion: model);
        definition = definition with
        {
            Evaluation = definition.Evaluation with
            {
                MaxSliceLoss = null,
                Split = new()
                {
                    Kind = SplitKind.Time,
                    Time = new() { Column = "at", Gap = 10 },
                },
            },
            Approval = new() { Approvals = 0 },
        };
        request = request with { Definition = await bench.Storage.Content.PutJsonAsync(definition), Split = await FreezeAsync(definition) };
        var first = await bench.Evaluate.RunAsync(request, default);
        Assert.Equal((2991, 3000, 9, 2990), (first.Split!.Trained, first.Split.Held, first.Split.Left, first.Split.TrainedUntil));

        await PromoteAsync(request, first with { Split = first.Split with { TrainedUntil = 4999 } }, model);
        var later = await bench.Evaluate.RunAsync(request, default);
        Assert.Equal((1000, (string?)null), (later.Rows, later.Incomparable));

        await PromoteAsync(
            request with
            {
                RunId = $"{request.RunId}-again",
            },
            first with
            {
                Split = first.Split with { TrainedUntil = 5999 },
            },
            model
        );
        var older = await bench.Evaluate.RunAsync(request, default);
        Assert.Equal((3000, VerdictOutcome.Ask), (older.Rows, older.Verdict!.Outcome));
        Assert.StartsWith(
            "of the 3000 held-out rows 0 are newer in 'at' than all that version 3 was trained on",
            older.Incomparable,
            StringComparison.Ordinal
        );
    }
}
