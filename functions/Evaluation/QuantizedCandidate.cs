using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Functions.Evaluation;

/// <summary>The candidate with its weights as bytes, which takes the trained one's place where the gate accepts it.</summary>
internal sealed class QuantizedCandidate(
    PipelineDefinition definition,
    Func<byte[], Scored> score,
    Func<Scored, EvaluationReport> judge,
    Func<Scored, double> latency
)
{
    /// <param name="floats">As it was trained.</param>
    /// <param name="asTrained">Its report.</param>
    /// <returns>The candidate from here on, with its report.</returns>
    public (Scored Candidate, EvaluationReport Report) Choose(Scored floats, EvaluationReport asTrained)
    {
        var report = new QuantizationReport
        {
            Kept = false,
            Reason = "no weight is large enough for bytes to save anything",
            Floats = floats.Digest,
            FloatBytes = floats.Model.LongLength,
            Measure = asTrained.Measure,
            FloatValue = Value(asTrained),
        };
        if (WeightQuantization.Quantize(floats.Model) is not { } model)
        {
            return (floats, asTrained with { Quantization = report });
        }

        var bytes = score(model);
        var judged = judge(bytes);
        var verdict = PromotionGate.Decide(definition, judged);
        var kept = verdict.Outcome != VerdictOutcome.Reject;
        var message = kept
            ? "weights are bytes"
            : $"weights stay as they were trained, because the gate rejects the model with bytes: {verdict.Broken()}";
        report = report with
        {
            Kept = kept,
            Reason = string.Create(
                CultureInfo.InvariantCulture,
                $"{message} ({model.LongLength} bytes for {floats.Model.LongLength}, "
                    + $"{QualityMeasure.Named(asTrained.Measure).Title} {Value(judged):0.0000} for {Value(asTrained):0.0000})"
            ),
            Model = bytes.Digest,
            Bytes = model.LongLength,
            Value = Value(judged),
            FloatLatencyMs = latency(floats),
            LatencyMs = latency(bytes),
        };
        return kept ? (bytes, judged with { Quantization = report }) : (floats, asTrained with { Quantization = report });
    }

    private static double? Value(EvaluationReport report) => report.Candidate.ValueOf(report.Measure);
}
