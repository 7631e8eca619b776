using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Tasks;
using ServerlessML.Ml.Statistics;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Measures what people look at before they sign for a model of classes or of numbers.</summary>
internal sealed class TaskDetailMaker(Table holdout, TaskJudge judge, string measure)
{
    private const int Shuffles = 3;

    public EvaluationDetail Make(Scored candidate, Scored? champion, CancellationToken cancellation)
    {
        var (mine, before) = (judge.Of(candidate), champion is null ? null : judge.Of(champion));
        return new()
        {
            Candidate = Model(candidate, mine, cancellation),
            Champion = champion is null ? null : Model(champion, before!, cancellation),
            Disagreement = before is null || mine.Task == TaskKind.Regression ? null : Disagreement(mine, before),
            Importance = Importance(candidate, mine, cancellation),
        };
    }

    private ModelDetail Model(Scored scored, TaskAnswers answers, CancellationToken cancellation)
    {
        var latencies = ScoringLatency.Of(holdout, scored, cancellation);
        var isNumber = answers.Task == TaskKind.Regression;
        return new()
        {
            Calibration = isNumber ? [] : TaskDetail.TopCalibration(answers),
            Classes = isNumber ? null : TaskDetail.Classes(answers),
            Residuals = isNumber ? TaskDetail.Residuals(answers) : null,
            LatencyP50Ms = latencies[latencies.Length / 2],
            LatencyP99Ms = latencies[latencies.Length * 99 / 100],
        };
    }

    private static DisagreementScore Disagreement(TaskAnswers candidate, TaskAnswers champion)
    {
        var (mine, other) = (candidate.Parts(TaskMeasure.Accuracy), champion.Parts(TaskMeasure.Accuracy));
        var test = McNemar.Of(mine.Zip(other).LongCount(pair => pair.First > pair.Second), mine.Zip(other).LongCount(pair => pair.First < pair.Second));
        return new(test.OnlyFirst, test.OnlySecond, test.PValue);
    }

    private List<ColumnImportance> Importance(Scored scored, TaskAnswers whole, CancellationToken cancellation)
    {
        var table = HoldoutSample.Of(holdout);
        var answers = whole with { Values = whole.Values[..table.RowCount] };
        var sign = TaskMeasure.IsLoss(measure) ? -1 : 1;
        using var scorer = ModelScorer.Open(scored.Model, scored.Digest.ToString());
        return [.. PermutationImportance.Of(
            table, scorer.Columns, shuffled => scorer.Score(shuffled, cancellation),
            given => sign * (answers with { Given = given }).Measures().GetValueOrDefault(measure), Shuffles)
            .Select(importance => new ColumnImportance(importance.Column, importance.Loss, importance.Deviation))];
    }
}
