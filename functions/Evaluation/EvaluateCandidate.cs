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
    // Training rows that a threshold is chosen on.
    private static readonly DataFold KeptBack = new(0, 5);

    [Function(nameof(EvaluateCandidate))]
    public async Task<EvaluationReport> RunAsync([ActivityTrigger] EvaluateRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        var label = definition.Data.Label;
        var version = await models.ChampionAsync(request.Pipeline, cancellation);
        RequireSameLabel(label, version);
        var rows = await RowsAsync(request, definition, cancellation);
        var holdout = rows.Holdout;
        ModelJudge.RequireVariety(label, holdout);
        var candidate = await ScoreAsync(request.Model, label, holdout, cancellation);
        var champion = version is null ? null : await ScoreAsync(version.Model, label, holdout, cancellation);
        var threshold = CandidateThreshold.Of(definition.Evaluation, () =>
        {
            var kept = FoldRule.Split(rows.Train, KeptBack, definition.Evaluation.Salt).Holdout;
            return ModelJudge.Of(definition, kept, Answers(candidate.Digest, candidate.Model, label, kept, cancellation), null);
        });
        var judge = new ModelJudge(definition, request.RunId, holdout, version, champion, threshold);
        var budget = new EvaluationBudget(request.Cost);
        var report = judge.Report(candidate);
        if (definition.Training.Quantize is not null)
        {
            (candidate, report) = new QuantizedCandidate(
                definition, bytes => Answers(Digest.Of(bytes), bytes, label, holdout, cancellation), scored =>
                    judge.WithIntervals(judge.Report(scored), scored, budget, cancellation),
                scored => Middle(ScoringLatency.Of(holdout, scored, cancellation))).Choose(candidate, report);
            await content.PutAsync(candidate.Model, cancellation);
        }

        report = judge.WithIntervals(report, candidate, budget, cancellation);
        var detail = new DetailMaker(holdout, judge, QualityMeasure.Named(report.Measure), budget.Half).Make(candidate, champion,
            cancellation);
        report = report with { Detail = await content.PutJsonAsync(detail, cancellation) };
        return report with { Verdict = PromotionGate.Decide(definition, report, request.Cost) };
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

    private async Task<FoldedTable> RowsAsync(EvaluateRequest request, PipelineDefinition definition, CancellationToken cancellation)
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
            return TableReader.ReadFolds(files, definition.Data, definition.Evaluation, cancellation: cancellation);
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
