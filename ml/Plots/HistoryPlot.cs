using System.Globalization;
using System.Text;

namespace ServerlessML.Ml.Plots;

/// <summary>A figure over the batches, the newest last, with the band in which it is expected.</summary>
/// <param name="up">What is measured.</param>
/// <param name="before">Of the batches before, the oldest first.</param>
/// <param name="value">Of this batch.</param>
/// <param name="low">Where the band begins.</param>
/// <param name="high">Where the band ends.</param>
public sealed class HistoryPlot(string up, IReadOnlyList<double> before, double value, double low, double high) : Plot
{
    protected override int LegendHeight => 44;

    protected override void Draw(StringBuilder svg)
    {
        var (least, most) = (Math.Min(Math.Min(value, low), before.Min()), Math.Max(Math.Max(value, high), before.Max()));
        var room = Math.Max(0.05 * (most - least), 1e-9 * Math.Max(1, Math.Abs(most)));
        (double Least, double Most) xs = (-before.Count - 0.5, 0.5),
            ys = (least - room, most + room);
        svg.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{Left}\" y=\"{Number(Y(high, ys))}\" width=\"{Wide}\" height=\"{Number(Math.Max(1, Y(low, ys) - Y(high, ys)))}\" "
                    + $"fill=\"#1a7f37\" fill-opacity=\".15\"/>"
            )
        );
        Axes(svg, "batches before this one", up, xs, ys);
        foreach (var (i, known) in before.Index())
        {
            Dot(svg, X(i - before.Count, xs), Y(known, ys), "#0969da", 3);
        }

        Dot(svg, X(0, xs), Y(value, ys), "#bc4c00", 5);
    }

    private static void Dot(StringBuilder svg, double x, double y, string colour, int radius) =>
        svg.Append(
            string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{radius}\" fill=\"{colour}\"/>")
        );
}
