using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts;
using ServerlessML.Functions.Storage;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Scores the candidate and the champion of the moment on the batch's holdout.</summary>
public sealed class EvaluateCandidate(ContentStore content, ModelRegistry models)
{
    /// <summary>More slices than this would not be read by anybody.</summary>
    private const int MaxSlices = 40;

    [Function(nameof(EvaluateCandidate))]
    public async Task<EvaluationReport> RunAsync([ActivityTrigger] EvaluateRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        var holdout = await HoldoutAsync(request, definition, cancellation);
        var labels = holdout.Numbers(definition.Data.Label.Name).Values.Select(value => value > 0.5f).ToArray();
        if (labels.Distinct().Count() < 2)
        {
            throw new PermanentFailureException(
                $"The holdout has {labels.Length} rows with one and the same label, so that no quality can be measured: more rows, or a larger 'evaluation.holdout', are needed.");
        }

        var candidate = await ScoreAsync(request.Model, holdout, cancellation);
        var champion = await models.ChampionAsync(request.Pipeline, cancellation) is { } version
            ? (version, scores: await ScoreAsync(version.Model, holdout, cancellation))
            : default((ModelVersion version, Scored scores)?);
        var report = Judge(candidate);
        var details = new DetailMaker(holdout, labels);
        if (definition.Training.Quantize is not null)
        {
            (candidate, report) = new QuantizedCandidate(
                definition, bytes => Answers(Digest.Of(bytes), bytes, holdout, cancellation), Judge,
                scored => Middle(details.Latencies(scored, cancellation))).Choose(candidate, report);
            await content.PutAsync(candidate.Model, cancellation);
        }

        return report with { Detail = await content.PutJsonAsync(details.Make(candidate, champion?.scores, cancellation), cancellation) };

        EvaluationReport Judge(Scored scored) => new()
        {
            RunId = request.RunId,
            Rows = labels.Length,
            Positives = labels.Count(label => label),
            Candidate = Score(scored.Digest, null, scored, labels),
            Champion = champion is { } known ? Score(known.version.Model, known.version.Version, known.scores, labels) : null,
            Difference = champion is { } other ? Compare(scored, other.scores, labels) : null,
            Fairness = [.. (definition.Evaluation.Fairness ?? []).Select(group => GroupFairness.Of(holdout, group.Column, labels, scored.Probabilities))],
            Slices = [.. Slices.Of(holdout, definition.Evaluation.Slices, definition.Evaluation.MinSliceRows, labels, scored.Probabilities, champion?.scores.Probabilities).Take(MaxSlices)],
        };
    }

    private async Task<Table> HoldoutAsync(EvaluateRequest request, PipelineDefinition definition, CancellationToken cancellation)
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
            return TableReader.ReadFolds(files, definition.Data, definition.Evaluation, cancellation: cancellation).Holdout;
        }
        finally
        {
            copies.ForEach(copy => copy.Dispose());
        }
    }

    private async Task<Scored> ScoreAsync(Digest model, Table holdout, CancellationToken cancellation) =>
        Answers(model, await content.GetAsync(model, cancellation), holdout, cancellation);

    private static Scored Answers(Digest model, byte[] bytes, Table holdout, CancellationToken cancellation)
    {
        try
        {
            using var scorer = ModelScorer.Open(bytes, model.ToString());
            return new(model, bytes, scorer.Score(holdout, cancellation));
        }
        catch (ModelException e)
        {
            throw new PermanentFailureException(e.Message, e);
        }
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];

    private static ModelScore Score(Digest model, int? version, Scored scored, bool[] labels)
    {
        var quality = Quality.Of(scored.Probabilities, labels);
        return new()
        {
            Model = model,
            Version = version,
            Auc = quality.Auc.Auc,
            AucLow = quality.Auc.Low,
            AucHigh = quality.Auc.High,
            LogLoss = quality.LogLoss,
            Brier = quality.Brier,
            Accuracy = quality.Accuracy,
            CalibrationError = quality.CalibrationError,
            Bytes = scored.Model.LongLength,
        };
    }

    private static AucDifference Compare(Scored candidate, Scored champion, bool[] labels)
    {
        var comparison = DeLong.Compare(candidate.Probabilities, champion.Probabilities, labels);
        return new() { Difference = comparison.Difference, Low = comparison.Low, High = comparison.High, PValue = comparison.PValue };
    }
}
