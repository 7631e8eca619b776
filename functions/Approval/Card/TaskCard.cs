using ServerlessML.Contracts.Evaluation;
using static ServerlessML.Functions.Approval.Card.CardBlock;
using static ServerlessML.Functions.Approval.Card.CardText;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>A card's parts for a label of classes or a number.</summary>
internal sealed class TaskCard(EvaluationReport report, EvaluationDetail? detail)
{
    private const int MostSlices = 40;

    private static readonly string[] Shares = ["1 %", "5 %", "25 %", "50 %", "75 %", "95 %", "99 %"];

    private bool IsLoss => TaskMeasure.IsLoss(report.Measure ?? "");

    /// <summary>After «judged on so many rows held out».</summary>
    public string Rows() => report.ClassRows is { } rows && detail?.Candidate.Classes is { } classes
        ? $", of which {string.Join(", ", classes.Zip(rows).Take(12).Select(pair => $"{Text(pair.Second * 100.0 / report.Rows, "0.0")} % are {pair.First.Class}"))}{(rows.Count > 12 ? " and others" : "")}"
        : "";

    public IEnumerable<CardBlock> Quality()
    {
        var (candidate, champion) = (report.Candidate, report.Champion);
        yield return new Heading("Quality on the holdout");
        yield return new Paragraph(
            $"Candidate and champion are compared by the {report.Measure}{(IsLoss ? ", where less is better" : "")}. With 95 % intervals, BCa bootstrap over rows; both models were scored on the same rows, and differences are candidate less champion on the same resamples.");
        List<IReadOnlyList<string>> rows = [.. Ordered(candidate).Select(name => (IReadOnlyList<string>)
        [
            name == report.Measure ? $"{name} (compared by)" : name, Range(candidate.Measures![name]), Range(champion?.Measures?.GetValueOrDefault(name)), Difference(name),
        ])];
        rows.Add(["one row, median and p99 (ms)", Latency(detail?.Candidate), Latency(detail?.Champion), ""]);
        rows.Add(["size (bytes)", Whole(candidate.Bytes), Whole(champion?.Bytes), ""]);
        yield return new Grid(["", "Candidate", champion is null ? "No champion" : $"Champion (version {champion.Version})", "Difference"], rows);
        if (detail?.Disagreement is { } known)
        {
            yield return new Paragraph(
                $"{Whole(known.OnlyCandidate)} rows are right by the candidate alone, {Whole(known.OnlyChampion)} by the champion alone, p {Chance(known.PValue)} (McNemar).");
        }
    }

    public IEnumerable<CardBlock> Pictures() => detail?.Candidate switch
    {
        { Classes: { } classes } candidate => OfClasses(classes, candidate),
        { Residuals: { } residuals } => OfNumbers(residuals),
        _ => [],
    };

    public IEnumerable<CardBlock> Slices()
    {
        var slices = report.Slices.Take(MostSlices).ToList();
        if (slices.Count == 0)
        {
            yield break;
        }

        var measure = slices[0].Measure ?? "";
        yield return new Heading("Slices");
        yield return new Paragraph($"By {measure}. Differences are candidate less champion on the slice's rows; p is adjusted for the number of slices (Holm).");
        yield return new Grid(["Slice", "Rows", "Candidate", "Champion", "Difference", "p"],
            [.. slices.Select(slice => (IReadOnlyList<string>)
            [
                $"{slice.Column} = {(slice.Value.Length == 0 ? "(missing)" : slice.Value)}", Whole(slice.Rows), Any(slice.Candidate), Any(slice.Champion),
                slice.Difference is { } known ? Range(known.Difference, known.Low, known.High) : "", Chance(slice.AdjustedPValue),
            ])]);
        var compared = slices.Where(slice => slice.Difference is not null)
            .Select(slice => ($"{slice.Column} {slice.Value}", slice.Difference!.Difference, slice.Difference.Low, slice.Difference.High)).ToList();
        if (compared.Count > 0)
        {
            yield return new Figure(
                $"{measure} by slice", $"each bar is candidate less champion, with its 95 % interval{(TaskMeasure.IsLoss(measure) ? "; below zero is better" : "")}",
                new BarPlot($"{measure}, candidate less champion", compared, lessIsBetter: TaskMeasure.IsLoss(measure)));
        }
    }

    public static IEnumerable<CardBlock> Fairness() =>
    [
        new Heading("Fairness"),
        new Paragraph("Not defined for this task: demographic parity and equalized odds compare rates of two outcomes. The slices show where the groups of a column are served worse."),
    ];

    private IEnumerable<CardBlock> OfClasses(IReadOnlyList<ClassScore> classes, ModelDetail candidate)
    {
        yield return new Heading("Classes");
        yield return new Grid(["Class", "Rows", "Recall", "Precision", "F1", "AUC against the rest", "Champion's recall"],
            [.. classes.Select(score => (IReadOnlyList<string>)
            [
                score.Class, Whole(score.Rows), Text(score.Recall), Text(score.Precision), Text(score.F1), Text(score.Auc),
                Text(detail!.Champion?.Classes?.FirstOrDefault(other => other.Class == score.Class)?.Recall),
            ])]);
        yield return new Figure(
            "Confusion", $"rows by what they are (down) and what the candidate calls them (across): {string.Join("; ", classes.Select(score => $"{score.Class}: {string.Join(", ", score.Called)}"))}",
            new ConfusionPlot([.. classes.Select(score => (score.Class, score.Called))]));
        List<(string, IReadOnlyList<CurvePoint>)> curves = [("candidate", Points(candidate))];
        if (detail!.Champion is { } champion)
        {
            curves.Add(("champion", Points(champion)));
        }

        yield return new Figure(
            "Calibration", "the likeliest class's probability against how often it was right; a calibrated model lies on the diagonal", new CurvePlot("said", "right", true, curves));
    }

    private static IReadOnlyList<CurvePoint> Points(ModelDetail model) => [.. model.Calibration.Select(point => new CurvePoint(point.MeanProbability, point.PositiveShare))];

    private IEnumerable<CardBlock> OfNumbers(ResidualDetail residuals)
    {
        yield return new Heading("Predictions and what came");
        yield return new Grid(["Predicted less actual, at", .. Shares],
        [
            ["candidate", .. residuals.Quantiles.Select(value => Any(value))],
            .. detail!.Champion?.Residuals is { } other ? [["champion", .. other.Quantiles.Select(value => Any(value))]] : Array.Empty<IReadOnlyList<string>>(),
        ]);
        yield return new Figure(
            "Predicted and actual", "each dot is a row, each bar a twentieth of the rows: the mean, and 5 to 95 % of what came; a good model's lie on the diagonal",
            new ScatterPlot("predicted", "actual", hasDiagonal: true,
                [.. residuals.Points.Select(point => (point.Predicted, point.Actual))], [.. residuals.Bins.Select(bin => (bin.Predicted, bin.Actual, bin.Low, bin.High))]));
        yield return new Figure(
            "Residuals", "predicted less actual against predicted; a good model's lie around zero everywhere",
            new ScatterPlot("predicted", "predicted less actual", hasDiagonal: false,
                [.. residuals.Points.Select(point => (point.Predicted, point.Predicted - point.Actual))],
                [.. residuals.Bins.Select(bin => (bin.Predicted, bin.Predicted - bin.Actual, bin.Predicted - bin.High, bin.Predicted - bin.Low))]));
        yield return new Grid(["Predicted (mean of a twentieth)", "Rows", "Actual mean", "5 %", "95 %"],
            [.. residuals.Bins.Select(bin => (IReadOnlyList<string>)[Any(bin.Predicted), Whole(bin.Rows), Any(bin.Actual), Any(bin.Low), Any(bin.High)])]);
    }

    private IEnumerable<string> Ordered(ModelScore score) => (score.Measures ?? new Dictionary<string, MeasureScore>()).Keys
        .OrderBy(name => name == report.Measure ? 0 : name.StartsWith(TaskMeasure.RecallOf, StringComparison.Ordinal) ? 2 : 1).ThenBy(name => name, StringComparer.Ordinal);

    private string Difference(string name) => report.Differences?.GetValueOrDefault(name) is not { } known ? ""
        : known.PValue is { } p ? $"{Range(known.Difference, known.Low, known.High)}, p {Chance(p)}"
        : Range(known.Difference, known.Low, known.High);
}
