using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Statistics;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Judges models on the holdout.</summary>
internal sealed class ModelJudge(
    PipelineDefinition definition, string runId, Table holdout, Champion? champion, Scored? championScores, string? notScored)
{
    /// <summary>More slices than this would not be read by anybody.</summary>
    private const int MaxSlices = 40;

    private static readonly BootstrapSettings Resampling = new() { Resamples = 1000 };

    private readonly LabelDefinition _label = definition.Data.Label;
    private readonly LabelledAnswers? _before = championScores is null ? null : Of(definition.Data.Label, holdout, championScores);

    /// <summary>The champion's answers; null without a champion, and where it cannot be scored.</summary>
    public Scored? Champion => championScores;

    private string Measure => definition.Evaluation.Metric ?? QualityMeasure.Comparing(_label.Task)[0];

    /// <exception cref="PermanentFailureException">The rows' labels are all the same.</exception>
    public static void RequireVariety(LabelDefinition label, Table holdout)
    {
        if (!new LabelledAnswers(label.Task, label.Values, holdout.Numbers(label.Name).Values, []).Varies)
        {
            throw new PermanentFailureException(
                $"The holdout has {holdout.RowCount} rows with one and the same label, so that no quality can be measured: more rows, or a larger 'evaluation.holdout', are needed.");
        }
    }

    public LabelledAnswers Of(Scored scored) => Of(_label, holdout, scored);

    /// <summary>Reports a candidate without the intervals of the bootstrap: they are made once the candidate is known.</summary>
    public EvaluationReport Report(Scored candidate)
    {
        var mine = Of(candidate);
        using var scorer = Evaluation.Champion.Open(candidate.Digest, candidate.Model);
        var taken = ServedColumns.Of(scorer.Inputs, definition.Data);
        return new()
        {
            RunId = runId,
            Rows = mine.Rows,
            Task = _label.Task,
            Measure = Measure,
            ClassRows = _label.Task == TaskKind.Regression ? null : [.. _label.Values.Select((_, number) => (long)mine.Values.Count(value => (int)value == number))],
            Candidate = new() { Model = candidate.Digest, Bytes = candidate.Model.LongLength, Measures = mine.Scores() },
            Champion = notScored is not null ? champion!.Unscored(notScored)
                : _before is null ? null
                : new()
                {
                    Model = championScores!.Digest, Version = champion!.Version.Version, Bytes = championScores.Model.LongLength, Measures = _before.Scores(),
                },
            Differences = _before is null ? new() : Differences(mine, _before),
            Answers = AnswersOf(candidate),
            Columns = taken,
            Changes = champion is null ? null : ColumnChanges.Between(champion.Columns, taken),
            Fairness = _label.Task != TaskKind.Binary ? [] : [.. (definition.Evaluation.Fairness ?? []).Select(group => GroupFairness.Of(holdout, group.Column, mine))],
            Slices = [.. Slices.Of(
                holdout, definition.Evaluation.Slices, definition.Evaluation.MinSliceRows, QualityMeasure.ForSlices(_label.Task, Measure), mine, _before).Take(MaxSlices)],
        };
    }

    /// <summary>All of them by resamples that all share.</summary>
    public EvaluationReport WithIntervals(EvaluationReport report, Scored candidate, CancellationToken cancellation)
    {
        List<string> names = [.. QualityMeasure.Of(_label.Task, _label.Values).Where(measure => measure.Interval == MeasureMethod.Bootstrap).Select(measure => measure.Name)];
        List<WeightedStatistic> mine = [.. names.Select(Of(candidate).Figure)], theirs = _before is null ? [] : [.. names.Select(_before.Figure)];
        var differences = mine.Zip(theirs, (one, other) => (WeightedStatistic)(weights => one(weights) - other(weights)));
        var intervals = Bootstrap.Bca(holdout.RowCount, [.. mine, .. theirs, .. differences], Resampling, cancellation);
        Dictionary<string, Interval?> Part(int number) => names.Zip(intervals.Skip(number * names.Count)).ToDictionary();
        return report with
        {
            Candidate = Within(report.Candidate, Part(0)),
            Champion = _before is null ? report.Champion : Within(report.Champion!, Part(1)),
            Differences = Sorted(Part(2), report.Differences, (known, interval) => known with { Low = interval.Low, High = interval.High }),
        };
    }

    private static LabelledAnswers Of(LabelDefinition label, Table holdout, Scored scored) => new(label.Task, label.Values, holdout.Numbers(label.Name).Values, scored.Answers);

    private SortedDictionary<string, MeasureDifference> Differences(LabelledAnswers candidate, LabelledAnswers champion)
    {
        var differences = new SortedDictionary<string, MeasureDifference>(StringComparer.Ordinal);
        foreach (var measure in QualityMeasure.Of(_label.Task, _label.Values))
        {
            if (candidate.ValueOf(measure.Name) is { } mine && champion.ValueOf(measure.Name) is { } theirs)
            {
                var tested = candidate.Compare(measure, champion);
                // An interval is of the one method or of the other, never of both.
                differences[measure.Name] = measure.Interval == MeasureMethod.DeLong ? tested! : new(mine - theirs, PValue: tested?.PValue);
            }
        }

        return differences;
    }

    private static ModelScore Within(ModelScore score, Dictionary<string, Interval?> intervals) => score with
    {
        Measures = Sorted(intervals, score.Measures, (known, interval) => known with { Low = interval.Low, High = interval.High }),
    };

    private static SortedDictionary<string, T> Sorted<T>(Dictionary<string, Interval?> intervals, IReadOnlyDictionary<string, T> known, Func<T, Interval, T> within) =>
        new(known.ToDictionary(pair => pair.Key, pair => intervals.GetValueOrDefault(pair.Key) is { } interval ? within(pair.Value, interval) : pair.Value), StringComparer.Ordinal);

    // Of numbers the champion's, so that both arms of a rollout are counted alike.
    private ModelAnswers? AnswersOf(Scored candidate) => _label.Task switch
    {
        TaskKind.Binary => null,
        TaskKind.MultiClass => new() { Task = _label.Task, Classes = _label.Values },
        _ => champion?.OtherLabel(_label) is null && champion?.Version.Answers is { Edges: not null } known ? known
            : new() { Task = _label.Task, Edges = AnswerDetail.Edges(candidate.Answers, ArmCounts.PredictionBins), Variance = Variance() },
    };

    private double Variance()
    {
        var values = holdout.Numbers(_label.Name).Values;
        var mean = values.Average(value => (double)value);
        return values.Average(value => (value - mean) * (value - mean));
    }
}
