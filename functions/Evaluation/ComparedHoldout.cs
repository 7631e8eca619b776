using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Scoring;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>The held-out rows of a dataset, for candidate and champion.</summary>
/// <param name="Holdout">In the columns of the candidate's definition, with the label.</param>
/// <param name="Others">The same rows in the columns that the champion takes beyond those.</param>
/// <param name="NotScored">Why the champion cannot be scored on them; null when it can.</param>
/// <param name="Apart">Where models are run.</param>
internal sealed record ComparedHoldout(Table Holdout, Table Others, string? NotScored, ScoringProcess Apart)
{
    public ModelJudge Judge(
        PipelineDefinition definition,
        string runId,
        Champion? champion,
        DecisionThreshold? threshold,
        IReadOnlyDictionary<string, IReadOnlyList<double>> bands,
        CancellationToken cancellation
    ) =>
        new(
            definition,
            runId,
            Holdout,
            champion,
            champion is null || NotScored is not null
                ? null
                : Answers(
                    champion.Version.Model,
                    champion.Model,
                    definition.Data.Label,
                    champion.Rows(Holdout, Others),
                    Apart,
                    cancellation
                ),
            NotScored,
            threshold,
            bands,
            Apart
        );

    public Scored Answers(Digest model, byte[] bytes, LabelDefinition label, CancellationToken cancellation) =>
        Answers(model, bytes, label, Holdout, Apart, cancellation);

    /// <summary>Scores rows, and refuses a model that answers something else.</summary>
    public static Scored Answers(
        Digest model,
        byte[] bytes,
        LabelDefinition label,
        Table rows,
        ScoringProcess apart,
        CancellationToken cancellation
    )
    {
        try
        {
            using var scorer = Champion.Open(model, bytes, apart);
            scorer.Require(label);
            return new(model, bytes, rows, scorer.Score(rows, cancellation));
        }
        catch (ModelException e)
        {
            throw new PermanentFailureException(e.Message, e);
        }
    }
}
