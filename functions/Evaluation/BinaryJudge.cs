using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Judges models of a label of two values on the holdout.</summary>
internal sealed class BinaryJudge(PipelineDefinition definition, string runId, Table holdout, bool[] labels, ModelVersion? champion, Scored? championScores)
{
    /// <summary>More slices than this would not be read by anybody.</summary>
    private const int MaxSlices = 40;

    /// <exception cref="PermanentFailureException">The rows' labels are all the same.</exception>
    public static void RequireVariety(bool[] labels)
    {
        if (labels.Distinct().Count() < 2)
        {
            throw new PermanentFailureException(
                $"The holdout has {labels.Length} rows with one and the same label, so that no quality can be measured: more rows, or a larger 'evaluation.holdout', are needed.");
        }
    }

    public EvaluationReport Report(Scored candidate) => new()
    {
        RunId = runId,
        Rows = labels.Length,
        Positives = labels.Count(label => label),
        Candidate = Score(candidate, null),
        Champion = championScores is null ? null : Score(championScores, champion!.Version),
        Difference = championScores is null ? null : Compare(candidate, championScores),
        Fairness = [.. (definition.Evaluation.Fairness ?? []).Select(group => GroupFairness.Of(holdout, group.Column, labels, candidate.Answers))],
        Slices = [.. Slices.Of(holdout, definition.Evaluation.Slices, definition.Evaluation.MinSliceRows, labels, candidate.Answers, championScores?.Answers).Take(MaxSlices)],
    };

    private ModelScore Score(Scored scored, int? version)
    {
        var quality = Quality.Of(scored.Answers, labels);
        return new()
        {
            Model = scored.Digest,
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

    private AucDifference Compare(Scored candidate, Scored champion)
    {
        var comparison = DeLong.Compare(candidate.Answers, champion.Answers, labels);
        return new() { Difference = comparison.Difference, Low = comparison.Low, High = comparison.High, PValue = comparison.PValue };
    }
}
