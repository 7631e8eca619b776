using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Ml.Evaluation.Tasks;
using ServerlessML.Ml.Statistics;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Judges models of classes or of numbers on the holdout.</summary>
internal sealed class TaskJudge(PipelineDefinition definition, string runId, Table holdout, ModelVersion? champion, Scored? championScores)
{
    /// <summary>More slices than this would not be read by anybody.</summary>
    private const int MaxSlices = 40;

    private static readonly BootstrapSettings Resampling = new() { Resamples = 1000 };

    private readonly LabelDefinition _label = definition.Data.Label;
    private readonly float[] _values = holdout.Numbers(definition.Data.Label.Name).Values;

    private string Measure => definition.Evaluation.Metric ?? TaskMeasure.Primary(_label.Task)[0];

    /// <exception cref="PermanentFailureException">The rows' labels are all the same.</exception>
    public void RequireVariety()
    {
        if (_values.Distinct().Count() < 2)
        {
            throw new PermanentFailureException(
                $"The holdout has {_values.Length} rows with one and the same label, so that no quality can be measured: more rows, or a larger 'evaluation.holdout', are needed.");
        }
    }

    public TaskAnswers Of(Scored scored) => new(_label.Task, _label.Values, _values, scored.Answers);

    /// <summary>Without intervals: they are made once the candidate is known.</summary>
    public EvaluationReport Report(Scored candidate)
    {
        var (mine, before) = (Of(candidate), championScores is null ? null : Of(championScores));
        return new()
        {
            RunId = runId,
            Rows = _values.Length,
            Task = _label.Task,
            Measure = Measure,
            ClassRows = _label.Task == TaskKind.MultiClass ? [.. _label.Values.Select((_, number) => (long)_values.Count(value => (int)value == number))] : null,
            Candidate = Score(candidate, null, mine),
            Champion = before is null ? null : Score(championScores!, champion!.Version, before),
            Differences = before is null ? null : Differences(mine, before),
            Answers = AnswersOf(candidate),
            Slices = [.. TaskSlices.Of(
                holdout, definition.Evaluation.Slices, definition.Evaluation.MinSliceRows, TaskMeasure.OfRows(Measure), mine, before).Take(MaxSlices)],
        };
    }

    /// <summary>All of them by resamples that all share.</summary>
    public EvaluationReport WithIntervals(EvaluationReport report, Scored candidate, CancellationToken cancellation)
    {
        var mine = Of(candidate).Figures();
        var before = championScores is null ? [] : Of(championScores).Figures();
        var differences = before.Zip(mine, (theirs, ours) => new TaskFigure(ours.Name, weights => ours.Of(weights) - theirs.Of(weights))).ToList();
        var intervals = Bootstrap.Bca(_values.Length, [.. mine.Concat(before).Concat(differences).Select(figure => figure.Of)], Resampling, cancellation);
        return report with
        {
            Candidate = Within(report.Candidate, mine, [.. intervals.Take(mine.Count)]),
            Champion = report.Champion is null ? null : Within(report.Champion, before, [.. intervals.Skip(mine.Count).Take(before.Count)]),
            Differences = report.Differences is null ? null : Sorted(differences.Zip(intervals.Skip(mine.Count + before.Count))
                .Where(pair => report.Differences.ContainsKey(pair.First.Name))
                .Select(pair => KeyValuePair.Create(pair.First.Name, report.Differences[pair.First.Name] with { Low = pair.Second?.Low, High = pair.Second?.High }))),
        };
    }

    private static ModelScore Score(Scored scored, int? version, TaskAnswers answers) => new()
    {
        Model = scored.Digest, Version = version, Bytes = scored.Model.LongLength,
        Measures = Sorted(answers.Measures().Select(measure => KeyValuePair.Create(measure.Key, new MeasureScore(measure.Value)))),
    };

    private static SortedDictionary<string, MeasureDifference> Differences(TaskAnswers candidate, TaskAnswers champion)
    {
        var (mine, before) = (candidate.Measures(), champion.Measures());
        string[] ofRows = candidate.Task == TaskKind.Regression ? [TaskMeasure.Rmse, TaskMeasure.Mae] : [TaskMeasure.LogLoss, TaskMeasure.Accuracy];
        return Sorted(mine.Where(measure => before.ContainsKey(measure.Key)).Select(measure => KeyValuePair.Create(
            measure.Key, new MeasureDifference(measure.Value - before[measure.Key])
            {
                PValue = ofRows.Contains(measure.Key) ? PairedParts.Compare(measure.Key, candidate.Parts(measure.Key), champion.Parts(measure.Key)).PValue : null,
            })));
    }

    private static ModelScore Within(ModelScore score, IReadOnlyList<TaskFigure> figures, IReadOnlyList<Interval?> intervals) => score with
    {
        Measures = Sorted(figures.Zip(intervals).Where(pair => score.Measures!.ContainsKey(pair.First.Name)).Select(pair => KeyValuePair.Create(
            pair.First.Name, score.Measures![pair.First.Name] with { Low = pair.Second?.Low, High = pair.Second?.High }))),
    };

    // The champion's, so that both arms of a rollout are counted alike.
    private ModelAnswers AnswersOf(Scored candidate) => champion?.Answers is { } known && (known.Edges is not null || _label.Task == TaskKind.MultiClass) ? known : (_label.Task == TaskKind.MultiClass
        ? new() { Task = _label.Task, Classes = _label.Values }
        : new() { Task = _label.Task, Edges = TaskDetail.Edges(candidate.Answers, ArmCounts.PredictionBins), Variance = Variance() });

    private double Variance()
    {
        var mean = _values.Average(value => (double)value);
        return _values.Average(value => (value - mean) * (value - mean));
    }

    private static SortedDictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> pairs)
    {
        var sorted = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            sorted[name] = value;
        }

        return sorted;
    }
}
