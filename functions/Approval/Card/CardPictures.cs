using ServerlessML.Contracts.Evaluation;
using static ServerlessML.Functions.Approval.Card.CardBlock;
using static ServerlessML.Functions.Approval.Card.CardText;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>A card's pictures of the models, by what they answer.</summary>
internal sealed class CardPictures(EvaluationReport report, EvaluationDetail? detail)
{
    private static readonly string[] Shares = ["1 %", "5 %", "25 %", "50 %", "75 %", "95 %", "99 %"];

    public IEnumerable<CardBlock> Blocks() =>
        detail?.Candidate switch
        {
            { Classes: { } classes } => OfClasses(classes),
            { Residuals: { } residuals } => OfNumbers(residuals),
            { } => OfTwoValues(),
            _ => [],
        };

    private IEnumerable<CardBlock> OfTwoValues() =>
        [
            Curve(
                "ROC",
                $"true positives against false positives; AUC {Any(report.Candidate.ValueOf(QualityMeasure.Auc))}",
                "false positive rate",
                "true positive rate",
                true,
                model => model.Roc
            ),
            Curve(
                "Precision and recall",
                $"average precision {Any(report.Candidate.ValueOf(QualityMeasure.AveragePrecision))}",
                "recall",
                "precision",
                false,
                model => model.Precision
            ),
            Curve("Calibration", "what was said against what came; a calibrated model lies on the diagonal", "said", "came", true, Points),
        ];

    private IEnumerable<CardBlock> OfClasses(IReadOnlyList<ClassScore> classes)
    {
        yield return new Heading("Classes");
        yield return new Grid(
            ["Class", "Rows", "Recall", "Precision", "F1", "AUC against the rest", "Champion's recall"],
            [
                .. classes.Select(score =>
                    (IReadOnlyList<string>)
                        [
                            score.Class,
                            Whole(score.Rows),
                            Text(score.Recall),
                            Text(score.Precision),
                            Text(score.F1),
                            Text(score.Auc),
                            Text(detail!.Champion?.Classes?.FirstOrDefault(other => other.Class == score.Class)?.Recall),
                        ]
                ),
            ]
        );
        yield return new Figure(
            "Confusion",
            $"rows by what they are (down) and what the candidate calls them (across): "
                + $"{string.Join("; ", classes.Select(score => $"{score.Class}: {string.Join(", ", score.Called)}"))}",
            new ConfusionPlot([.. classes.Select(score => (score.Class, score.Called))])
        );
        yield return Curve(
            "Calibration",
            "the likeliest class's probability against how often it was right; a calibrated model lies on the diagonal",
            "said",
            "right",
            true,
            Points
        );
    }

    private IEnumerable<CardBlock> OfNumbers(ResidualDetail residuals)
    {
        yield return new Heading("Predictions and what came");
        yield return new Grid(
            ["Predicted less actual, at", .. Shares],
            [
                ["candidate", .. residuals.Quantiles.Select(value => Any(value))],
                .. detail!.Champion?.Residuals is { } other
                    ?
                    [
                        ["champion", .. other.Quantiles.Select(value => Any(value))],
                    ]
                    : Array.Empty<IReadOnlyList<string>>(),
            ]
        );
        yield return new Figure(
            "Predicted and actual",
            "each dot is a row, each bar a twentieth of the rows: the mean, and 5 to 95 % of what came; a good model's lie on the diagonal",
            new ScatterPlot(
                "predicted",
                "actual",
                hasDiagonal: true,
                [.. residuals.Points.Select(point => (point.Predicted, point.Actual))],
                [.. residuals.Bins.Select(bin => (bin.Predicted, bin.Actual, bin.Low, bin.High))]
            )
        );
        yield return new Figure(
            "Residuals",
            "predicted less actual against predicted; a good model's lie around zero everywhere",
            new ScatterPlot(
                "predicted",
                "predicted less actual",
                hasDiagonal: false,
                [.. residuals.Points.Select(point => (point.Predicted, point.Predicted - point.Actual))],
                [
                    .. residuals.Bins.Select(bin =>
                        (bin.Predicted, bin.Predicted - bin.Actual, bin.Predicted - bin.High, bin.Predicted - bin.Low)
                    ),
                ]
            )
        );
        yield return new Grid(
            ["Predicted (mean of a twentieth)", "Rows", "Actual mean", "5 %", "95 %"],
            [
                .. residuals.Bins.Select(bin =>
                    (IReadOnlyList<string>)[Any(bin.Predicted), Whole(bin.Rows), Any(bin.Actual), Any(bin.Low), Any(bin.High)]
                ),
            ]
        );
    }

    private Figure Curve(
        string title,
        string says,
        string across,
        string up,
        bool hasDiagonal,
        Func<ModelDetail, IReadOnlyList<CurvePoint>> points
    )
    {
        List<(string, IReadOnlyList<CurvePoint>)> curves = [("candidate", points(detail!.Candidate))];
        if (detail.Champion is { } champion)
        {
            curves.Add(("champion", points(champion)));
        }

        return new(title, says, new CurvePlot(across, up, hasDiagonal, curves));
    }

    private static IReadOnlyList<CurvePoint> Points(ModelDetail model) =>
        [.. model.Calibration.Select(point => new CurvePoint(point.MeanProbability, point.PositiveShare))];
}
