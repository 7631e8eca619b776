using ServerlessML.Contracts.Validation;
using static ServerlessML.Functions.Approval.Card.CardBlock;
using static ServerlessML.Functions.Approval.Card.CardText;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>What validation says of a batch: its sentences, and what is unlike the batches before as small pictures.</summary>
internal static class ValidationBlocks
{
    private const int MostViolations = 50;
    private const int MostPictures = 12;

    public static IEnumerable<CardBlock> Of(ValidationReport report)
    {
        if (report.Violations.Count > 0)
        {
            yield return new Heading("What validation says");
            yield return new Grid(
                ["", "Rule", "Column", "What it says"],
                [
                    .. report
                        .Violations.Take(MostViolations)
                        .Select(violation =>
                            (IReadOnlyList<string>)
                                [violation.Rejects ? "rejects" : "remark", violation.Rule, violation.Column ?? "", violation.Message]
                        ),
                ]
            );
        }

        foreach (var anomaly in (report.Anomalies ?? []).OrderByDescending(Off).Take(MostPictures))
        {
            yield return new Figure(
                anomaly.Column is null ? anomaly.Figure : $"{anomaly.Figure} of {anomaly.Column}",
                $"{Any(anomaly.Value)} in this batch, where {Any(anomaly.Low)} to {Any(anomaly.High)} is expected after "
                    + $"{anomaly.Batches} accepted batches (the band); before it: {string.Join(", ", anomaly.Before.TakeLast(8).Select(value => Any(value)))}",
                new HistoryPlot(anomaly.Figure, anomaly.Before, anomaly.Value, anomaly.Low, anomaly.High)
            );
        }
    }

    private static double Off(FigureAnomaly anomaly) =>
        Math.Abs(anomaly.Value - anomaly.Mean) / Math.Max(1e-12, anomaly.High - anomaly.Low);
}
