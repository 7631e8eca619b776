using System.Globalization;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using static ServerlessML.Functions.Approval.Card.CardBlock;
using static ServerlessML.Functions.Approval.Card.CardText;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>What an approver reads, made from the evidence alone: the same evidence gives the same card.</summary>
public sealed class ModelCard(Digest digest, Evidence evidence, EvaluationDetail? detail)
{
    private const int MostSlices = 40;

    public string Title => $"Model card: {evidence.Pipeline}, run {evidence.RunId}";

    public IReadOnlyList<CardBlock> Blocks() =>
        Task is { } task
            ? [.. Summary(), .. Gate(), .. task.Quality(), .. task.Pictures(), .. task.Slices(), .. TaskCard.Fairness(), .. Importance(), .. Origin()]
            : [.. Summary(), .. Gate(), .. Quality(), .. Curves(), .. Slices(), .. Fairness(), .. Importance(), .. Origin()];

    private TaskCard? Task => evidence.Evaluation.Task is null ? null : new(evidence.Evaluation, detail);

    private IEnumerable<CardBlock> Summary()
    {
        var report = evidence.Evaluation;
        yield return new Paragraph(
            $"{(evidence.Champion is { } champion ? $"A candidate to replace version {champion}" : "The first model of this pipeline")}, judged on {report.Rows:N0} rows held out{Task?.Rows() ?? $", of which {Text(report.Positives * 100.0 / report.Rows, "0.0")} % are positive"}.");
        yield return new Facts([("Evidence", digest.ToString()), ("Verdict of the gate", Verdict())]);
    }

    private IEnumerable<CardBlock> Gate()
    {
        yield return new Heading("The gate");
        yield return new Grid(["", "Measure", "Value", "Limit", "What it says"],
            [.. evidence.Verdict.Reasons.Select(reason => (IReadOnlyList<string>)[reason.Holds ? "holds" : "BROKEN", reason.Measure, Text(reason.Value), Text(reason.Limit), reason.Message])]);
    }

    private IEnumerable<CardBlock> Quality()
    {
        var (candidate, champion) = (evidence.Evaluation.Candidate, evidence.Evaluation.Champion);
        List<IReadOnlyList<string>> rows =
        [
            ["AUC", Range(candidate.Auc, candidate.AucLow, candidate.AucHigh), champion is null ? "" : Range(champion.Auc, champion.AucLow, champion.AucHigh), Difference()],
            ["Log loss", Range(detail?.Candidate.LogLoss, candidate.LogLoss), champion is null ? "" : Range(detail?.Champion?.LogLoss, champion.LogLoss), Range(detail?.LogLossDifference, null)],
            ["Brier score", Range(detail?.Candidate.Brier, candidate.Brier), champion is null ? "" : Range(detail?.Champion?.Brier, champion.Brier), ""],
            ["Accuracy at 0.5", Range(detail?.Candidate.Accuracy, candidate.Accuracy), champion is null ? "" : Range(detail?.Champion?.Accuracy, champion.Accuracy), Disagreement()],
            ["Average precision", Text(detail?.Candidate.AveragePrecision), Text(detail?.Champion?.AveragePrecision), ""],
            ["Calibration error", Text(candidate.CalibrationError), Text(champion?.CalibrationError), ""],
            ["One row, median and p99 (ms)", Latency(detail?.Candidate), Latency(detail?.Champion), ""],
            ["Size (bytes)", candidate.Bytes.ToString("N0", CultureInfo.InvariantCulture), champion?.Bytes.ToString("N0", CultureInfo.InvariantCulture) ?? "", ""],
        ];
        yield return new Heading("Quality on the holdout");
        yield return new Paragraph("With 95 % intervals: DeLong for the AUC, BCa bootstrap over rows for the others. Both models were scored on the same rows.");
        yield return new Grid(["", "Candidate", champion is null ? "No champion" : $"Champion (version {champion.Version})", "Difference"], rows);
    }

    private IEnumerable<CardBlock> Curves()
    {
        if (detail is null)
        {
            yield break;
        }

        yield return Curve("ROC", $"true positives against false positives; AUC {Text(evidence.Evaluation.Candidate.Auc)}", "false positive rate", "true positive rate", true, model => model.Roc);
        yield return Curve("Precision and recall", $"average precision {Text(detail.Candidate.AveragePrecision)}", "recall", "precision", false, model => model.Precision);
        yield return Curve(
            "Calibration", "what was said against what came; a calibrated model lies on the diagonal", "said", "came", true,
            model => [.. model.Calibration.Select(point => new CurvePoint(point.MeanProbability, point.PositiveShare))]);
    }

    private Figure Curve(string title, string says, string across, string up, bool hasDiagonal, Func<ModelDetail, IReadOnlyList<CurvePoint>> points)
    {
        List<(string, IReadOnlyList<CurvePoint>)> curves = [("candidate", points(detail!.Candidate))];
        if (detail.Champion is { } champion)
        {
            curves.Add(("champion", points(champion)));
        }

        return new(title, says, new CurvePlot(across, up, hasDiagonal, curves));
    }

    private IEnumerable<CardBlock> Slices()
    {
        var slices = evidence.Evaluation.Slices.Take(MostSlices).ToList();
        if (slices.Count == 0)
        {
            yield break;
        }

        yield return new Heading("Slices");
        yield return new Paragraph("Differences are candidate less champion on the slice's rows; p is adjusted for the number of slices (Holm).");
        yield return new Grid(["Slice", "Rows", "Candidate AUC", "Champion AUC", "Difference", "p"],
            [.. slices.Select(slice => (IReadOnlyList<string>)
            [
                $"{slice.Column} = {(slice.Value.Length == 0 ? "(missing)" : slice.Value)}", slice.Rows.ToString("N0", CultureInfo.InvariantCulture), Text(slice.CandidateAuc), Text(slice.ChampionAuc),
                slice.Difference is { } known ? Range(known.Difference, known.Low, known.High) : "", Chance(slice.AdjustedPValue),
            ])]);
        var compared = slices.Where(slice => slice.Difference is not null).Select(slice =>
            (slice.Value, slice.Difference!.Difference, slice.Difference.Low, slice.Difference.High)).ToList();
        if (compared.Count > 0)
        {
            yield return new Figure("AUC gained or lost, by slice", "each bar is candidate less champion, with its 95 % interval", new BarPlot("AUC, candidate less champion", compared));
        }
    }

    private IEnumerable<CardBlock> Fairness()
    {
        if (evidence.Evaluation.Fairness.Count == 0)
        {
            yield break;
        }

        yield return new Heading("Fairness");
        yield return new Paragraph("At a threshold of one half, between the groups of each declared column; the intervals hold for all pairs of groups at once.");
        yield return new Grid(["Column", "Demographic parity difference", "Parity ratio", "Equalized odds difference", "Groups", "Too small"],
            [.. evidence.Evaluation.Fairness.Select(score => (IReadOnlyList<string>)
            [
                score.Column, Range(score.ParityDifference, null), Range(score.ParityRatio, null), Range(score.OddsDifference, null),
                string.Join(", ", score.Groups), string.Join(", ", score.TooSmall),
            ])]);
    }

    private IEnumerable<CardBlock> Importance()
    {
        if (detail is null || detail.Importance.Count == 0)
        {
            yield break;
        }

        yield return new Heading("What the model looks at");
        yield return new Figure(
            "Importance of columns",
            string.Join(", ", detail.Importance.Select(column => $"{column.Column} {Text(column.Loss)}")),
            new BarPlot($"{evidence.Evaluation.Measure ?? "AUC"} {(TaskMeasure.IsLoss(evidence.Evaluation.Measure ?? "") ? "added" : "lost")} when shuffled", [.. detail.Importance.Select(column => (column.Column, column.Loss, column.Loss - column.Deviation, column.Loss + column.Deviation))]));
    }

    private IEnumerable<CardBlock> Origin()
    {
        yield return new Heading("Where it comes from");
        List<(string, string)> facts =
        [
            ("Model", evidence.Model.ToString()), ("Dataset", evidence.Dataset.ToString()), ("Definition", evidence.Definition.ToString()),
            ("Validation report", evidence.Validation.ToString()), ("Environment", evidence.Environment.ToString()), ("Code", evidence.CodeVersion ?? "not kept"),
        ];
        if (evidence.Cost is { } cost)
        {
            facts.Add(("Training", $"{cost.Rows:N0} rows, {cost.Steps:N0} steps, {Text(cost.Seconds, "0.0")} s with {cost.Threads} threads"));
            if (cost.Search is { } search)
            {
                var parts = string.Join(", ", search.Recipes.Select(part => $"{part.Recipe} {part.Trainings} in {Text(part.Seconds, "0.0")} s"));
                facts.Add(("Search", $"{search.Trainings:N0} trainings in {Text(search.Seconds, "0.0")} s ({parts}), {search.Cached:N0} done before, {Text(search.LostSeconds, "0.0")} s in attempts that failed"));
            }
        }

        yield return new Facts(facts);
    }

    private string Verdict() => evidence.Verdict.Outcome switch
    {
        VerdictOutcome.Promote => "promote",
        VerdictOutcome.Ask => "ask people",
        _ => "reject",
    };

    private string Difference() => evidence.Evaluation.Difference is { } known
        ? $"{Range(known.Difference, known.Low, known.High)}, p {Chance(known.PValue)}"
        : "";

    private string Disagreement() => detail?.Disagreement is { } known
        ? $"{known.OnlyCandidate:N0} rows right by the candidate alone, {known.OnlyChampion:N0} by the champion alone, p {Chance(known.PValue)} (McNemar)"
        : "";

    private static string Range(MeasuredInterval? interval, double? otherwise) => interval is null ? Text(otherwise) : Range(interval.Estimate, interval.Low, interval.High);

    private static string Range(double? value, double? low, double? high) => $"{Text(value)} ({Text(low)} to {Text(high)})";
}
