using System.Globalization;
using System.Text;

namespace ServerlessML.Ml.Plots;

/// <summary>Dots in any units, and bars over them. Both axes cover what is drawn; with a diagonal they are the same.</summary>
public sealed class ScatterPlot(
    string across,
    string up,
    bool hasDiagonal,
    IReadOnlyList<(double X, double Y)> dots,
    IReadOnlyList<(double X, double Y, double Low, double High)> bars
) : Plot
{
    protected override void Draw(StringBuilder svg)
    {
        var (xs, ys) = (
            Span(dots.Select(dot => dot.X).Concat(bars.Select(bar => bar.X))),
            Span(dots.Select(dot => dot.Y).Concat(bars.SelectMany(bar => new[] { bar.Low, bar.High })))
        );
        if (hasDiagonal)
        {
            xs = ys = (Math.Min(xs.Least, ys.Least), Math.Max(xs.Most, ys.Most));
        }

        Axes(svg, across, up, xs, ys);
        var line =
            hasDiagonal ? $"M{Number(X(xs.Least, xs))} {Number(Y(ys.Least, ys))}L{Number(X(xs.Most, xs))} {Number(Y(ys.Most, ys))}"
            : ys is { Least: <= 0, Most: >= 0 } ? $"M{Left} {Number(Y(0, ys))}H{Left + Wide}"
            : "";
        svg.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<path d=\"{line}\" stroke=\"currentColor\" stroke-opacity=\".5\" stroke-dasharray=\"2 3\"/>"
            )
        );
        foreach (var (x, y) in dots)
        {
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<circle cx=\"{Number(X(x, xs))}\" cy=\"{Number(Y(y, ys))}\" r=\"1.6\" fill=\"#0969da\" fill-opacity=\".4\"/>"
                )
            );
        }

        foreach (var (x, y, low, high) in bars)
        {
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{Number(X(x, xs))} {Number(Y(low, ys))}V{Number(Y(high, ys))}M{Number(X(x, xs) - 4)} "
                        + $"{Number(Y(y, ys))}h8\" stroke=\"#bc4c00\" stroke-width=\"1.5\"/>"
                )
            );
        }
    }

    private static (double Least, double Most) Span(IEnumerable<double> values)
    {
        var (least, most) = values.Aggregate((double.PositiveInfinity, double.NegativeInfinity), (span, value) =>
            (Math.Min(span.Item1, value), Math.Max(span.Item2, value))
        );
        return most > least ? (least, most) : (least - 1, least + 1);
    }
}
