using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Scoring;
using ServerlessML.Ml.Statistics;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Judges models on the holdout.</summary>
/// <param name="definition">The pipeline's.</param>
/// <param name="runId">The run that asks.</param>
/// <param name="holdout">The rows.</param>
/// <param name="champion">Null without one.</param>
/// <param name="championScores">Its answers; null where it cannot be scored.</param>
/// <param name="notScored">Why it cannot.</param>
/// <param name="threshold">The candidate's; null for one half.</param>
/// <param name="bands">The edges of the bands of number columns.</param>
/// <param name="apart">Where models are run.</param>
internal sealed class ModelJudge(
    PipelineDefinition definition,
    string runId,
    Table holdout,
    Champion? champion,
    Scored? championScores,
    string? notScored,
    DecisionThreshold? threshold,
    IReadOnlyDictionary<string, IReadOnlyList<double>> bands,
    ScoringProcess apart
)
{
    private readonly LabelDefinition _label = definition.Data.Label;
    private readonly LabelledAnswers? _before = championScores is null
        ? null
        : Of(definition, holdout, championScores, champion?.Version.Threshold);

    /// <summary>The champion's answers; null without a champion, and where it cannot be scored.</summary>
    public Scored? Champion => championScores;

    private string Measure => definition.Evaluation.Metric ?? QualityMeasure.Comparing(_label.Task)[0];

    /// <exception cref="PermanentFailureException">The rows' labels are all the same.</exception>
    public static void RequireVariety(LabelDefinition label, Table holdout)
    {
        if (!new LabelledAnswers(label.Task, label.Values, holdout.Numbers(label.Name).Values, []).Varies)
        {
            throw new PermanentFailureException(
                $"The holdout has {holdout.RowCount} rows with one and the same label, so that no quality can be measured: more "
                    + $"rows, or a larger 'evaluation.holdout', are needed."
            );
        }
    }

    public LabelledAnswers Of(Scored scored) =>
        ReferenceEquals(scored, championScores) ? _before! : Of(definition, holdout, scored, threshold);

    /// <summary>Reports a candidate without the intervals of the bootstrap: they are made once the candidate is known.</summary>
    public EvaluationReport Report(Scored candidate, EvaluationBudget budget)
    {
        var mine = Of(candidate);
        using var scorer = Evaluation.Champion.Open(candidate.Digest, candidate.Model, apart);
        var taken = ServedColumns.Of(scorer.Inputs, definition.Data);
        var settings = definition.Evaluation;
        var fairness = _label.Task == TaskKind.Binary ? settings.Fairness ?? [] : [];
        var groups = Bands.Of(holdout, [.. settings.Slices, .. fairness.Select(group => group.Column)], bands);
        var (slices, left) = Slices.Within(
            groups,
            settings.Slices,
            settings.MinSliceRows,
            QualityMeasure.ForSlices(_label.Task, Measure),
            mine,
            _before,
            EvaluationBudget.MostSlices,
            budget.SliceRows(_before is null ? 1 : 2)
        );
        return new()
        {
            RunId = runId,
            Rows = mine.Rows,
            Task = _label.Task,
            Measure = Measure,
            Threshold = threshold,
            ClassRows =
                _label.Task == TaskKind.Regression
                    ? null
                    : [.. _label.Values.Select((_, number) => (long)mine.Values.Count(value => (int)value == number))],
            Candidate = new()
            {
                Model = candidate.Digest,
                Bytes = candidate.Model.LongLength,
                Measures = mine.Scores(),
            },
            Champion =
                notScored is not null ? champion!.Unscored(notScored)
                : _before is null ? null
                : new()
                {
                    Model = championScores!.Digest,
                    Version = champion!.Version.Version,
                    Bytes = championScores.Model.LongLength,
                    Measures = _before.Scores(),
                },
            Differences = _before is null ? new() : Differences(mine, _before),
            Answers = AnswersOf(candidate),
            Columns = taken,
            Changes = champion is null ? null : ColumnChanges.Between(champion.Columns, taken),
            Fairness = [.. fairness.Select(group => GroupFairness.Of(groups, group.Column, mine))],
            Slices = slices,
            SlicesLeftOut = left.Count > 0 ? left : null,
        };
    }

    /// <summary>All of them by resamples that all share.</summary>
    public EvaluationReport WithIntervals(
        EvaluationReport report,
        Scored candidate,
        EvaluationBudget budget,
        CancellationToken cancellation
    )
    {
        var plan = budget.Intervals(
            holdout.RowCount,
            _before is null ? 1 : 2,
            _label.Values.Count,
            [
                .. QualityMeasure
                    .Of(_label.Task, _label.Values)
                    .Where(measure => measure.Interval == MeasureMethod.Bootstrap)
                    .Select(measure => measure.Name),
            ]
        );
        var names = plan.Figures;
        List<WeightedStatistic> mine = [.. names.Select(Of(candidate).Figure)],
            theirs = _before is null ? [] : [.. names.Select(_before.Figure)];
        var intervals = Bootstrap.Bca(
            holdout.RowCount,
            [.. mine, .. theirs],
            plan.Settings,
            [.. Enumerable.Range(0, theirs.Count).Select(place => (place, names.Count + place))],
            cancellation
        );
        Dictionary<string, Interval?> Part(int number) => names.Zip(intervals.Skip(number * names.Count)).ToDictionary();
        return report with
        {
            Resamples = plan.Settings.Resamples,
            LeftOut = plan.LeftOut().ToList() is { Count: > 0 } left ? left : null,
            Candidate = Within(report.Candidate, Part(0)),
            Champion = _before is null ? report.Champion : Within(report.Champion!, Part(1)),
            Differences = Sorted(Part(2), report.Differences, (known, interval) => known with { Low = interval.Low, High = interval.High }),
        };
    }

    /// <summary>A model's answers to rows, called by a threshold.</summary>
    public static LabelledAnswers Of(PipelineDefinition definition, Table rows, Scored scored, DecisionThreshold? threshold)
    {
        var label = definition.Data.Label;
        return new(label.Task, label.Values, rows.Numbers(label.Name).Values, scored.Answers)
        {
            Threshold = threshold?.Value ?? 0.5,
            Costs = definition.Evaluation.Costs ?? new(),
        };
    }

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

    // A measure that is the same on all resamples is of rows that are all alike in it: they do not tell what the next ones may be.
    private static ModelScore Within(ModelScore score, Dictionary<string, Interval?> intervals) =>
        score with
        {
            Measures = Sorted(intervals, score.Measures, (known, interval) =>
                interval.Low < interval.High ? known with { Low = interval.Low, High = interval.High } : known
            ),
        };

    private static SortedDictionary<string, T> Sorted<T>(
        Dictionary<string, Interval?> intervals,
        IReadOnlyDictionary<string, T> known,
        Func<T, Interval, T> within
    ) =>
        new(
            known.ToDictionary(
                pair => pair.Key,
                pair => intervals.GetValueOrDefault(pair.Key) is { } interval ? within(pair.Value, interval) : pair.Value
            ),
            StringComparer.Ordinal
        );

    // Of numbers the champion's, so that both arms of a rollout are counted alike.
    private ModelAnswers? AnswersOf(Scored candidate) =>
        _label.Task switch
        {
            TaskKind.Binary => null,
            TaskKind.MultiClass => new() { Task = _label.Task, Classes = _label.Values },
            _ => champion?.OtherLabel(_label) is null && champion?.Version.Answers is { Edges: not null } known
                ? known
                : new()
                {
                    Task = _label.Task,
                    Edges = AnswerDetail.Edges(candidate.Answers, ArmCounts.PredictionBins),
                    Variance = Variance(),
                },
        };

    private double Variance()
    {
        var values = holdout.Numbers(_label.Name).Values;
        var mean = values.Average(value => (double)value);
        return values.Average(value => (value - mean) * (value - mean));
    }
}
