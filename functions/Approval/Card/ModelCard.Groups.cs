using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using static ServerlessML.Functions.Approval.Card.CardBlock;
using static ServerlessML.Functions.Approval.Card.CardText;

namespace ServerlessML.Functions.Approval.Card;

public sealed partial class ModelCard
{
    private IEnumerable<CardBlock> Slices()
    {
        var slices = _report.Slices.Take(MostSlices).ToList();
        if (slices.Count > 0 || _report.SlicesLeftOut is not null)
        {
            yield return new Heading("Slices");
        }

        foreach (var left in _report.SlicesLeftOut ?? [])
        {
            yield return new Paragraph(
                $"Not shown: {Whole(left.Slices)} slices of {left.Column}, with {Whole(left.Rows)} rows in all, each below "
                    + $"'min-slice-rows' or beyond the {MostSlices} that are shown"
                    + $"{(left.Dear is { } dear ? $", {Whole(dear)} of them because scoring them would have cost too much" : "")}."
            );
        }

        if (slices.Count == 0)
        {
            yield break;
        }

        var by = QualityMeasure.Named(slices[0].Measure);
        yield return new Paragraph(
            $"By {by.Title}. Differences are candidate less champion on the slice's rows; p is adjusted for the number of slices (Holm)."
        );
        yield return new Grid(
            ["Slice", "Rows", "Candidate", "Champion", "Difference", "p"],
            [
                .. slices.Select(slice =>
                    (IReadOnlyList<string>)
                        [
                            $"{slice.Column} = {(slice.Value.Length == 0 ? "(missing)" : slice.Value)}",
                            Whole(slice.Rows),
                            Any(slice.Candidate),
                            Any(slice.Champion),
                            Range(slice.Difference),
                            Chance(slice.AdjustedPValue),
                        ]
                ),
            ]
        );
        List<(string, double, double, double)> compared =
        [
            .. slices
                .Select(slice =>
                    slice.Difference is { } known
                        ? ($"{slice.Column} {slice.Value}", known.Difference, known.Low ?? known.Difference, known.High ?? known.Difference)
                        : default
                )
                .Where(bar => bar.Item1 is not null),
        ];
        if (compared.Count > 0)
        {
            yield return new Figure(
                $"{by.Title} by slice",
                $"each bar is candidate less champion, with its 95 % interval{(by.IsLoss ? "; below zero is better" : "")}",
                new BarPlot($"{by.Title}, candidate less champion", compared, lessIsBetter: by.IsLoss)
            );
        }
    }

    private IEnumerable<CardBlock> Fairness()
    {
        if (_report.Task == TaskKind.Binary && _report.Fairness.Count == 0)
        {
            yield break;
        }

        yield return new Heading("Fairness");
        if (_report.Task != TaskKind.Binary)
        {
            yield return new Paragraph(
                "Not defined for this task: demographic parity and equalized odds compare rates of two outcomes. The slices "
                    + "show where the groups of a column are served worse."
            );
            yield break;
        }

        yield return new Paragraph(
            "At the threshold that rows are called by, between the groups of each declared column; the intervals hold for all "
                + "pairs of groups at once."
        );
        yield return new Grid(
            ["Column", "Demographic parity difference", "Parity ratio", "Equalized odds difference", "Groups", "Too small"],
            [
                .. _report.Fairness.Select(score =>
                    (IReadOnlyList<string>)
                        [
                            score.Column,
                            Range(score.ParityDifference),
                            Range(score.ParityRatio),
                            Range(score.OddsDifference),
                            string.Join(", ", score.Groups),
                            string.Join(", ", score.TooSmall),
                        ]
                ),
            ]
        );
        foreach (var score in _report.Fairness.Where(score => score.Rates is not null))
        {
            yield return new Paragraph(
                $"{score.Column}: false positive rates differ by {Range(score.FalsePositiveDifference)}, false negative rates "
                    + $"by {Range(score.FalseNegativeDifference)}, precision by {Range(score.PrecisionDifference)}."
            );
            yield return new Grid(
                [score.Column, "Rows", "Called positive", "False positive rate", "False negative rate", "Precision"],
                [
                    .. score.Rates!.Select(group =>
                        (IReadOnlyList<string>)
                            [
                                group.Group.Length == 0 ? "(missing)" : group.Group,
                                Whole(group.Rows),
                                Range(group.Selected),
                                Range(group.FalsePositives),
                                Range(group.FalseNegatives),
                                Range(group.Precision),
                            ]
                    ),
                ]
            );
        }
    }

    private IEnumerable<CardBlock> Importance()
    {
        if (detail is null || detail.Importance.Count == 0)
        {
            yield break;
        }

        yield return new Heading("What the model looks at");
        if (detail.ImportanceOf is { } of)
        {
            yield return new Paragraph($"{char.ToUpperInvariant(of[0])}{of[1..]}.");
        }

        yield return new Figure(
            "Importance of columns",
            string.Join(", ", detail.Importance.Select(column => $"{column.Column} {Text(column.Loss)}")),
            new BarPlot(
                $"{_measure.Title} {(_measure.IsLoss ? "added" : "lost")} when shuffled",
                [
                    .. detail.Importance.Select(column =>
                        (column.Column, column.Loss, column.Loss - column.Deviation, column.Loss + column.Deviation)
                    ),
                ]
            )
        );
    }
}
