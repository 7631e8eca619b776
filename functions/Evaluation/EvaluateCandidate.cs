using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Ml.Data;
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
        var champion = await Champion.OfAsync(models, content, request.Pipeline, cancellation);
        var judged = definition.Evaluation.On is EvaluatedRows.Window or EvaluatedRows.Both ? request.Window ?? request.Dataset : request.Dataset;
        var rows = await RowsAsync(judged, definition, champion, cancellation);
        ModelJudge.RequireVariety(definition.Data.Label, rows.Holdout);
        var judge = rows.Judge(definition, request.RunId, champion, cancellation);
        var label = definition.Data.Label;
        var candidate = rows.Answers(request.Model, await content.GetAsync(request.Model, cancellation), label, cancellation);
        var report = judge.Report(candidate);
        if (definition.Training.Quantize is not null)
        {
            (candidate, report) = new QuantizedCandidate(
                definition, bytes => rows.Answers(Digest.Of(bytes), bytes, label, cancellation), judge.Report,
                scored => Middle(ScoringLatency.Of(scored, cancellation))).Choose(candidate, report);
            await content.PutAsync(candidate.Model, cancellation);
        }

        report = judge.WithIntervals(report, candidate, cancellation);
        var detail = new DetailMaker(rows.Holdout, judge, QualityMeasure.Named(report.Measure))
            .Make(candidate, judge.Champion, cancellation);
        report = report with
        {
            Detail = await content.PutJsonAsync(detail, cancellation),
            Newest = judged == request.Dataset ? null : await NewestAsync(request, definition, champion, candidate, cancellation),
        };
        return report with { Verdict = PromotionGate.Decide(definition, report, request.Cost) };
    }

    // Of the batch alone, where the report is on a window's rows.
    private async Task<EvaluationReport> NewestAsync(
        EvaluateRequest request, PipelineDefinition definition, Champion? champion, Scored candidate, CancellationToken cancellation)
    {
        var rows = await RowsAsync(request.Dataset, definition, champion, cancellation);
        var judge = rows.Judge(definition, request.RunId, champion, cancellation);
        var scored = rows.Answers(candidate.Digest, candidate.Model, definition.Data.Label, cancellation);
        return judge.WithIntervals(judge.Report(scored), scored, cancellation);
    }

    // The files are read once, for the columns of both.
    private async Task<ComparedHoldout> RowsAsync(
        Digest dataset, PipelineDefinition definition, Champion? champion, CancellationToken cancellation)
    {
        using var batch = await LocalBatch.OfAsync(content, dataset, cancellation);
        var reason = champion?.WhyNotScored(definition.Data, batch.Files, cancellation);
        var others = champion is null || reason is not null ? [] : champion.Beyond(definition.Data);
        var (rows, beside) = TableReader.ReadHoldout(batch.Files, definition.Data, definition.Evaluation, others, cancellation);
        return new(rows, beside, reason);
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];
}
