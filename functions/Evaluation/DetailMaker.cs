using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Scoring;
using ServerlessML.Ml.Statistics;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Measures what people look at before they sign: curves, classes, residuals, calibration, importance, latency.</summary>
/// <param name="holdout">The rows.</param>
/// <param name="judge">Their labels.</param>
/// <param name="measure">The one that columns lose in when they are shuffled.</param>
/// <param name="budget">What shuffling them may cost.</param>
/// <param name="apart">Where models are run.</param>
internal sealed class DetailMaker(Table holdout, ModelJudge judge, QualityMeasure measure, EvaluationBudget budget, ScoringProcess apart)
{
    public EvaluationDetail Make(Scored candidate, Scored? champion, CancellationToken cancellation)
    {
        var (mine, before) = (judge.Of(candidate), champion is null ? null : judge.Of(champion));
        var (importance, of) = Importance(candidate, mine, cancellation);
        return new()
        {
            Candidate = Model(candidate, mine, cancellation),
            Champion = champion is null ? null : Model(champion, before!, cancellation),
            McNemar = before is null || mine.Task == TaskKind.Regression ? null : Score(mine.McNemar(before)),
            Importance = importance,
            ImportanceOf = of,
        };
    }

    private ModelDetail Model(Scored scored, LabelledAnswers answers, CancellationToken cancellation)
    {
        var latencies = ScoringLatency.Of(scored, apart, cancellation);
        return new()
        {
            Roc = answers.Task == TaskKind.Binary ? AnswerDetail.Roc(answers) : [],
            Precision = answers.Task == TaskKind.Binary ? AnswerDetail.Precision(answers) : [],
            Calibration = answers.Task == TaskKind.Regression ? [] : AnswerDetail.Calibrated(answers),
            Classes = answers.Task == TaskKind.MultiClass ? AnswerDetail.Classes(answers) : null,
            Residuals = answers.Task == TaskKind.Regression ? AnswerDetail.Residuals(answers) : null,
            LatencyP50Ms = latencies[latencies.Length / 2],
            LatencyP99Ms = latencies[latencies.Length * 99 / 100],
        };
    }

    private static McNemarScore Score(McNemar test) => new(test.OnlyFirst, test.OnlySecond, test.PValue);

    private (List<ColumnImportance> Columns, string? Of) Importance(Scored scored, LabelledAnswers whole, CancellationToken cancellation)
    {
        var rows = ShufflePlan.Evenly(holdout.RowCount, ShufflePlan.MostRows);
        using var scorer = ModelScorer.Open(scored.Model, scored.Digest.ToString(), apart: apart);
        var (sampled, all) = (holdout.Take(rows), whole.Take(rows));
        var plan = budget.Shuffles(scorer.Columns.Count, rows.Length, () =>
            _ = (all with { Given = scorer.Score(sampled, cancellation) }).ValueOf(measure.Name)
        );
        rows = ShufflePlan.Evenly(holdout.RowCount, plan.Rows);
        var sample = whole.Take(rows);
        if (sample.ValueOf(measure.Name) is null)
        {
            return ([], null);
        }

        var importances = PermutationImportance.Of(
            holdout.Take(rows),
            [.. scorer.Columns.Take(plan.Columns)],
            shuffled => scorer.Score(shuffled, cancellation),
            given => measure.Gain((sample with { Given = given }).ValueOf(measure.Name) ?? 0),
            plan.Shuffles
        );
        return (
            [.. importances.Select(importance => new ColumnImportance(importance.Column, importance.Loss, importance.Deviation))],
            plan.Says(holdout.RowCount, scorer.Columns.Count)
        );
    }
}
