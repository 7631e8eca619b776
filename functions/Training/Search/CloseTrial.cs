using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Functions.Training.Search;

/// <summary>Scores what a trial's trainings gave, and writes it down.</summary>
public sealed class CloseTrial(SearchReports reports, ContentStore content)
{
    [Function(nameof(CloseTrial))]
    public async Task<TrialReport> RunAsync([ActivityTrigger] CloseTrialRequest request, CancellationToken cancellation)
    {
        if (request.Error is { } error)
        {
            return await FailAsync(request, error, cancellation);
        }

        var metric = (await reports.FindAsync(request.RunId, cancellation))?.Metric ?? QualityMeasure.Auc;
        List<double> scores = [];
        List<Digest> results = [];
        foreach (var training in request.Trainings)
        {
            var result = training.Result
                ?? throw new PermanentFailureException(
                    $"A training of trial {request.Number} of run '{request.RunId}' has neither result nor error."
                );
            results.Add(await content.PutJsonAsync(result, cancellation));
            if (request.Final)
            {
                continue;
            }

            var metrics = await content.GetJsonAsync<TrainingMetrics>(result.Metrics, cancellation);
            if (Measured(request.Folded ? metrics.Fold : metrics.Validation, metric) is not { } value)
            {
                return await FailAsync(
                    request,
                    request.Folded
                        ? $"the recipe measured no {metric} on the rows that were kept back"
                        : $"the training gave no {metric} to rank it by: it has no validation rows, or they are of one class",
                    cancellation
                );
            }

            scores.Add(QualityMeasure.Named(metric).Gain(value));
        }

        var rung = Taken(request) with
        {
            Score = request.Final ? null : scores.Average(),
            StandardError = request.Folded && !request.Final ? StandardError(scores) : null,
            Scores = request.Folded && !request.Final && scores.Count > 1 ? scores : null,
            Results = results,
        };
        await reports.ChangeTrialAsync(
            request.RunId,
            request.Number,
            trial =>
                trial with
                {
                    State = TrialState.Ended,
                    Until = null,
                    Rungs = [.. trial.Rungs.Where(known => known.Share != rung.Share || known.Score is null != rung.Score is null), rung],
                },
            cancellation
        );
        return new() { Number = request.Number, Score = rung.Score };
    }

    private async Task<TrialReport> FailAsync(CloseTrialRequest request, string error, CancellationToken cancellation)
    {
        await reports.ChangeTrialAsync(
            request.RunId,
            request.Number,
            trial => trial with { State = TrialState.Failed, Until = null, Error = error, Broken = Taken(request) with { Broken = true } },
            cancellation
        );
        return new() { Number = request.Number, Error = error };
    }

    private static TrialRung Taken(CloseTrialRequest request)
    {
        var trained = request.Trainings.Where(training => training.Cached is null).ToList();
        return new()
        {
            Share = request.Share,
            Attempts = request.Trainings.Sum(training => training.Attempts),
            Cached = request.Trainings.Count - trained.Count,
            Seconds = trained.Sum(training => training.Result?.TotalSeconds ?? 0),
            LostSeconds = trained.Any(training => training.LostSeconds is not null)
                ? trained.Sum(training => training.LostSeconds ?? 0)
                : null,
            Earlier = Told(request, training => training.Earlier),
            Notes = Told(request, training => training.Result?.Notes),
        };
    }

    private static IReadOnlyList<string>? Told(CloseTrialRequest request, Func<TrainOutcome, IReadOnlyList<string>?> of)
    {
        List<string> told =
        [
            .. request.Trainings.SelectMany(
                (training, fold) => (of(training) ?? []).Select(word => request.Trainings.Count > 1 ? $"fold {fold + 1}: {word}" : word)
            ),
        ];
        return told.Count > 0 ? told : null;
    }

    private static double? Measured(IReadOnlyDictionary<string, double>? measures, string metric) =>
        measures is not null && measures.TryGetValue(metric, out var value) && double.IsFinite(value) ? value : null;

    private static double? StandardError(List<double> scores)
    {
        var mean = scores.Average();
        return scores.Count < 2
            ? null
            : Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1) / scores.Count);
    }
}
