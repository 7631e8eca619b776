using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Scoring;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Times a model on rows one by one, with one thread.</summary>
internal static class ScoringLatency
{
    private const int TimedRows = 300;

    /// <summary>Milliseconds of a row, ascending.</summary>
    public static double[] Of(Scored scored, ScoringProcess apart, CancellationToken cancellation)
    {
        using var scorer = ModelScorer.Open(scored.Model, scored.Digest.ToString(), threads: 1, apart);
        var rows = Enumerable.Range(0, Math.Min(TimedRows, scored.Rows.RowCount)).Select(row => scored.Rows.Take([row])).ToList();
        // Once without counting: the first runs make what the later ones use.
        rows.ForEach(row => scorer.Score(row, cancellation));
        return
        [
            .. rows.Select(row =>
                {
                    scorer.Score(row, cancellation);
                    return scorer.Took.TotalMilliseconds;
                })
                .Order(),
        ];
    }
}
