using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Scoring;
using ServerlessML.Storage;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Scores the candidate and the champion of the moment on the batch's holdout, and judges the candidate by it.</summary>
public sealed class EvaluateCandidate(
    ContentStore content,
    ModelRegistry models,
    RunManifests manifests,
    PipelineStore pipelines,
    TimeProvider time
)
{
    // Training rows that a threshold with a goal is chosen on, where the training says nothing of the rows that measured it.
    private static readonly DataFold KeptBack = new(0, 5);

    // More remarks of one kind are not read.
    private const int MostRepeated = 3;

    [Function(nameof(EvaluateCandidate))]
    public async Task<EvaluationReport> RunAsync([ActivityTrigger] EvaluateRequest request, CancellationToken cancellation)
    {
        await using var end = new RunEnd(manifests, request.RunId, time, cancellation);
        try
        {
            return await EvaluateAsync(request, end.Token);
        }
        catch (ModelException failed)
        {
            // It would do the same again.
            throw new PermanentFailureException(failed.Message, failed);
        }
        catch (OperationCanceledException) when (end.Ended)
        {
            throw new PermanentFailureException($"The run '{request.RunId}' was cancelled while its candidate was evaluated.");
        }
    }

    private async Task<EvaluationReport> EvaluateAsync(EvaluateRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        // Models are somebody else's programs: what they do to their process happens to no other run.
        using var apart = ScoringProcess.Start(typeof(EvaluateCandidate).Assembly, cancellation);
        var champion = await Champion.OfAsync(models, content, apart, request.Pipeline, cancellation);
        var label = definition.Data.Label;
        var split = await SplitStore.OfAsync(content, request.Split, definition, cancellation);
        using var trained = await LocalBatch.OfAsync(content, request.Window ?? request.Dataset, cancellation);
        // The files are read once, for the columns of both.
        var dataset = TableReader.ReadSplit(
            trained.Files,
            definition.Data.Judged,
            split,
            champion?.Beyond(definition.Data),
            cancellation: cancellation
        );
        var sides = dataset.Draws.Holdout();
        var under = champion is null ? null : await ChampionSplit.OfAsync(content, champion, cancellation);
        (ComparedRows Compared, ComparedHoldout Rows) From(int batch)
        {
            var reason = champion?.WhyNotScored(definition.Data, [.. trained.Files.Where(file => file.Batch >= batch)], cancellation);
            var compared = ComparedRows.Choose(dataset, sides, split, request.Split, label, reason is null ? under : null, batch);
            return (compared, new(compared.Rows.Rows, compared.Rows.Others, reason, apart));
        }

        var newest = trained.Files.Max(file => file.Batch);
        var isOnWindow = request.Window is not null && definition.Evaluation.On is EvaluatedRows.Window or EvaluatedRows.Both;
        var (chosen, rows) = From(isOnWindow ? 0 : newest);
        ModelJudge.RequireVariety(label, rows.Holdout);
        var candidate = rows.Answers(request.Model, await content.GetAsync(request.Model, cancellation), label, cancellation);
        var validation = request.Validation is { } said ? await content.GetJsonAsync<ValidationAnswers>(said, cancellation) : null;
        var threshold = CandidateThreshold.Of(definition, validation, () =>
        {
            var kept = dataset.Holdout().Train.Fold(KeptBack).Holdout.Rows;
            var answers = ComparedHoldout.Answers(candidate.Digest, candidate.Model, label, kept, apart, cancellation);
            return ModelJudge.Of(definition, kept, answers, null);
        });
        var settings = definition.Evaluation;
        var bands = Bands.Edges(
            dataset.Rows,
            [.. settings.Slices, .. (settings.Fairness ?? []).Select(group => group.Column)],
            settings.Bands,
            champion is null ? null : await champion.ProfileAsync(content, cancellation)
        );
        var judge = rows.Judge(definition, request.RunId, champion, threshold, bands, cancellation);
        // Of a window also the newest batch's own, and of weights as bytes theirs.
        var reports = 1 + (isOnWindow ? 1 : 0) + (definition.Training.Quantize is null ? 0 : 1);
        var budget = new EvaluationBudget(request.Cost, time, reports);
        var report = judge.Report(candidate, budget);
        if (definition.Training.Quantize is not null)
        {
            (candidate, report) = new QuantizedCandidate(
                definition,
                bytes => rows.Answers(Digest.Of(bytes), bytes, label, cancellation),
                scored => judge.WithIntervals(judge.Report(scored, budget), scored, budget, cancellation),
                scored => Middle(ScoringLatency.Of(scored, apart, cancellation))
            ).Choose(candidate, report);
            await content.PutAsync(candidate.Model, cancellation);
        }

        report = judge.WithIntervals(report, candidate, budget, cancellation);
        var policy = await PolicyInForce.OfAsync(pipelines, definition, cancellation);
        var detail = new DetailMaker(rows.Holdout, judge, QualityMeasure.Named(report.Measure), budget, apart).Make(
            candidate,
            judge.Champion,
            cancellation
        );
        var repeated = request.Split is null ? [] : Repeated(definition, split, trained.Files, dataset, sides, cancellation);
        report = report with
        {
            Repeated = repeated.Count == 0 ? null : repeated,
            Detail = await content.PutJsonAsync(detail, cancellation),
            Newest = isOnWindow ? Newest(From(newest).Rows) : null,
            Split = chosen.Split,
            Incomparable = chosen.Incomparable,
            Policy = policy.Approval,
            Rollout = policy.Rollout,
            Remarks = request.Split is null
                ? null
                : Remarks(
                    [
                        .. repeated.Take(MostRepeated).Select(RepeatedColumns.Said),
                        .. RowRemarks.Of(dataset, sides, label),
                        .. policy.Remark is { } remark ? [remark] : Array.Empty<string>(),
                        .. Untried(request.Cost),
                    ],
                    report
                ),
        };
        return report with { Verdict = policy.Decide(report, request.Cost) };

        // Of the batch alone, where the report is on a window's rows.
        EvaluationReport Newest(ComparedHoldout own)
        {
            var one = own.Judge(definition, request.RunId, champion, threshold, bands, cancellation);
            var scored = own.Answers(candidate.Digest, candidate.Model, label, cancellation);
            return one.WithIntervals(one.Report(scored, budget), scored, budget, cancellation);
        }
    }

    // By time, rows of one and the same before and after are what the model is for.
    private static IReadOnlyList<RepeatedColumn> Repeated(
        PipelineDefinition definition,
        Split split,
        IReadOnlyList<LocalDataFile> files,
        SplitTable dataset,
        RowSide[] sides,
        CancellationToken cancellation
    )
    {
        var (label, inputs) = (definition.Data.Label, definition.Data.Columns.Select(column => column.Name).ToList());
        return split.Kind == SplitKind.Time
            ? []
            : RepeatedColumns.Of(
                LeftOutColumns.Read(
                    files,
                    definition.Data.Judged,
                    [.. inputs, label.Name, .. definition.Data.Weight is { } weight ? [weight.Name] : Array.Empty<string>()],
                    RepeatedColumns.FewestValues,
                    cancellation: cancellation
                ),
                new([.. inputs.Select(name => dataset.Rows[name])]),
                dataset.Rows.Numbers(label.Name).Values,
                sides,
                label
            );
    }

    private static IEnumerable<string> Untried(TrainingCost? cost) =>
        (cost?.Tried ?? [])
            .Where(tried => tried.Error is not null)
            .Select(tried => $"recipe 'auto' went on without '{tried.Recipe}': {tried.Error!.TrimEnd('.')}");

    private static IReadOnlyList<string>? Remarks(IEnumerable<string> known, EvaluationReport report)
    {
        var auc = report.Candidate.Measures.GetValueOrDefault(QualityMeasure.Auc);
        List<string> remarks =
        [
            .. known,
            .. auc is { High: < 0.5 }
                ?
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the AUC is {auc.Value:0.0000} ({auc.Low:0.0000} to {auc.High:0.0000}), below one half: the candidate "
                            + $"ranks rows upside down, as one does that learnt something else than what it is judged by"
                    ),
                ]
                : Array.Empty<string>(),
        ];
        return remarks.Count == 0 ? null : remarks;
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];
}
