using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Serving;
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
        var version = await models.ChampionAsync(request.Pipeline, cancellation);
        RequireSameLabel(label, version);
        var split = await SplitStore.OfAsync(content, request.Split, definition, cancellation);
        var dataset = await ReadAsync(request, definition, split, cancellation);
        var sides = dataset.Draws.Holdout();
        var under = request.Split is null ? null : await ChampionSplit.OfAsync(content, version, cancellation);
        var compared = ComparedRows.Choose(dataset, sides, split, request.Split, label, under);
        var holdout = compared.Rows.Rows;
        ModelJudge.RequireVariety(label, holdout);
        var candidate = await ScoreAsync(request.Model, label, holdout, cancellation);
        var champion = version is null ? null : await ScoreAsync(version.Model, label, holdout, cancellation);
        var judge = new ModelJudge(definition, request.RunId, holdout, version, champion);
        var report = judge.Report(candidate);
        if (definition.Training.Quantize is not null)
        {
            (candidate, report) = new QuantizedCandidate(
                definition, bytes => Answers(Digest.Of(bytes), bytes, label, holdout, cancellation), judge.Report,
                scored => Middle(ScoringLatency.Of(holdout, scored, cancellation))).Choose(candidate, report);
            await content.PutAsync(candidate.Model, cancellation);
        }

        report = judge.WithIntervals(report, candidate, cancellation);
        var detail = new DetailMaker(holdout, judge, QualityMeasure.Named(report.Measure)).Make(candidate, champion, cancellation);
        report = report with
        {
            Detail = await content.PutJsonAsync(detail, cancellation),
            Split = compared.Split,
            Incomparable = compared.Incomparable,
            Remarks = request.Split is null ? null : Remarks(RowRemarks.Of(dataset, sides, label), report),
        };
        return report with { Verdict = PromotionGate.Decide(definition, report, request.Cost) };
    }

    private static IReadOnlyList<string>? Remarks(IEnumerable<string> known, EvaluationReport report)
    {
        var auc = report.Candidate.Measures.GetValueOrDefault(QualityMeasure.Auc);
        List<string> remarks = [.. known, .. auc is { High: < 0.5 } ? [string.Create(CultureInfo.InvariantCulture,
            $"the AUC is {auc.Value:0.0000} ({auc.Low:0.0000} to {auc.High:0.0000}), below one half: the candidate ranks rows upside down, as one does that learnt something else than what it is judged by")] : Array.Empty<string>()];
        return remarks.Count == 0 ? null : remarks;
    }

    // Two labels have no measure in common, and clients of a deployment expect one shape of answers.
    private static void RequireSameLabel(LabelDefinition label, ModelVersion? champion)
    {
        var answers = label.Task == TaskKind.Binary ? null : new ModelAnswers { Task = label.Task, Classes = label.Task == TaskKind.MultiClass ? label.Values : null };
        if (champion is not null && (answers is null != champion.Answers is null || (answers is not null && !answers.AnswersLike(champion.Answers!))))
        {
            throw new PermanentFailureException(
                $"The champion, version {champion.Version}, answers with {Text(champion.Answers)}; the definition's label '{label.Name}' asks for {Text(answers)}. They cannot be compared or share a deployment: give the pipeline with the new label another name.");
        }
    }

    private static string Text(ModelAnswers? answers) => answers switch
    {
        null => "the probability of one of two values",
        { Classes: { } classes } => $"one of {string.Join(", ", classes.Take(8).Select(name => $"'{name}'"))}",
        _ => "a number",
    };

    private async Task<SplitTable> ReadAsync(EvaluateRequest request, PipelineDefinition definition, Split split,
        CancellationToken cancellation)
    {
        var dataset = await content.GetJsonAsync<DatasetManifest>(request.Dataset, cancellation);
        List<LocalCopy> copies = [];
        try
        {
            foreach (var file in dataset.Files)
            {
                copies.Add(await LocalCopy.OfAsync(content, file.Digest, file.Format.Extension(), cancellation));
            }

            var files = dataset.Files.Zip(copies, (file, copy) => new LocalDataFile(copy.Path, file.Name, file.Format)).ToList();
            return TableReader.ReadSplit(files, definition.Data, split, cancellation: cancellation);
        }
        finally
        {
            copies.ForEach(copy => copy.Dispose());
        }
    }

    private async Task<Scored> ScoreAsync(Digest model, LabelDefinition label, Table holdout, CancellationToken cancellation) =>
        Answers(model, await content.GetAsync(model, cancellation), label, holdout, cancellation);

    private static Scored Answers(Digest model, byte[] bytes, LabelDefinition label, Table holdout, CancellationToken cancellation)
    {
        try
        {
            using var scorer = ModelScorer.Open(bytes, model.ToString());
            scorer.Require(label);
            return new(model, bytes, scorer.Score(holdout, cancellation));
        }
        catch (ModelException e)
        {
            throw new PermanentFailureException(e.Message, e);
        }
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];
}
