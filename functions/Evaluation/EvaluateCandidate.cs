using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;
using ServerlessML.Storage;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Scores the candidate and the champion of the moment on the batch's holdout, and judges the candidate by it.</summary>
public sealed class EvaluateCandidate(ContentStore content, ModelRegistry models)
{
    [Function(nameof(EvaluateCandidate))]
    public async Task<EvaluationReport> RunAsync([ActivityTrigger] EvaluateRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        var label = definition.Data.Label;
        var champion = await Champion.OfAsync(models, content, request.Pipeline, cancellation);
        var (holdout, others, reason) = await HoldoutAsync(request, definition, champion, cancellation);
        ModelJudge.RequireVariety(label, holdout);
        var candidate = Answers(request.Model, await content.GetAsync(request.Model, cancellation), label, holdout, cancellation);
        var before = champion is null || reason is not null ? null
            : Answers(champion.Version.Model, champion.Model, label, champion.Rows(holdout, others), cancellation);
        var judge = new ModelJudge(definition, request.RunId, holdout, champion, before, reason);
        var report = judge.Report(candidate);
        if (definition.Training.Quantize is not null)
        {
            (candidate, report) = new QuantizedCandidate(
                definition, bytes => Answers(Digest.Of(bytes), bytes, label, holdout, cancellation), judge.Report,
                scored => Middle(ScoringLatency.Of(scored, cancellation))).Choose(candidate, report);
            await content.PutAsync(candidate.Model, cancellation);
        }

        report = judge.WithIntervals(report, candidate, cancellation);
        var detail = new DetailMaker(holdout, judge, QualityMeasure.Named(report.Measure)).Make(candidate, before, cancellation);
        report = report with { Detail = await content.PutJsonAsync(detail, cancellation) };
        return report with { Verdict = PromotionGate.Decide(definition, report, request.Cost) };
    }

    // The files are read once, for the columns of both.
    private async Task<(Table Rows, Table Others, string? NotScored)> HoldoutAsync(
        EvaluateRequest request, PipelineDefinition definition, Champion? champion, CancellationToken cancellation)
    {
        using var batch = await LocalBatch.OfAsync(content, request.Dataset, cancellation);
        var reason = champion?.WhyNotScored(definition.Data, batch.Files, cancellation);
        var others = champion is null || reason is not null ? [] : champion.Beyond(definition.Data);
        var (rows, beside) = TableReader.ReadHoldout(batch.Files, definition.Data, definition.Evaluation, others, cancellation);
        return (rows, beside, reason);
    }

    private static Scored Answers(Digest model, byte[] bytes, LabelDefinition label, Table rows, CancellationToken cancellation)
    {
        try
        {
            using var scorer = Champion.Open(model, bytes);
            scorer.Require(label);
            return new(model, bytes, rows, scorer.Score(rows, cancellation));
        }
        catch (ModelException e)
        {
            throw new PermanentFailureException(e.Message, e);
        }
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];
}
