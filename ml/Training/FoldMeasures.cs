using ServerlessML.Ml.Evaluation;

namespace ServerlessML.Ml.Training;

/// <summary>
/// How a finished model does on rows that were kept back from it, in the measures of <see cref="TrainingMetrics.Validation"/>.
/// </summary>
public static class FoldMeasures
{
    /// <exception cref="TrainingException">The rows cannot tell: there are too few, or all are of one class.</exception>
    public static IReadOnlyDictionary<string, double> Of(
        byte[] model,
        Table kept,
        LabelDefinition label,
        CancellationToken cancellation = default
    )
    {
        var measures = new Measures(Target.Of(kept, label), [.. Enumerable.Range(0, kept.RowCount)]);
        if (!measures.Possible)
        {
            throw new TrainingException(
                $"The {kept.RowCount} rows of the fold cannot tell how good a model is: they are too few, or of one class."
            );
        }

        using var scorer = ModelScorer.Open(model, "trained without the fold");
        return measures.All(scorer.Score(kept, cancellation));
    }
}
