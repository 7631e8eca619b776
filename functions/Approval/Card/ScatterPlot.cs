using System.Globalization;
using System.Text;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>Dots in any units, and bars over them. Both axes cover what is drawn; with a diagonal they are the same.</summary>
internal sealed class ScatterPlot(
    string across, string up, bool hasDiagonal, IReadOnlyList<(double X, double Y)> dots, IReadOnlyList<(double X, double Y, double Low, double High)> bars) : Plot
{
    protected override void Draw(StringBuilder svg)
    {
        var (xs, ys) = (Span(dots.Select(dot => dot.X).Concat(bars.Select(bar => bar.X))), Span(dots.Select(dot => dot.Y).Concat(bars.SelectMany(bar => new[] { bar.Low, bar.High }))));
        if (hasDiagonal)
        {
            xs = ys = (Math.Min(xs.Least, ys.Least), Math.Max(xs.Most, ys.Most));
        }

        double X(double value) => Left + ((value - xs.Least) / (xs.Most - xs.Least) * Wide);
        double Y(double value) => Top + ((ys.Most - value) / (ys.Most - ys.Least) * High);
        for (var tick = 0; tick <= 4; tick++)
        {
            var (x, y) = (xs.Least + (tick / 4.0 * (xs.Most - xs.Least)), ys.Least + (tick / 4.0 * (ys.Most - ys.Least)));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Number(X(x))} {Top}V{Top + High}M{Left} {Number(Y(y))}H{Left + Wide}\" stroke=\"currentColor\" stroke-opacity=\".15\"/>");
            Label(svg, X(x), Top + High + 15, Short(x));
            Label(svg, Left - 6, Y(y) + 4, Short(y), "end");
        }

        var line = hasDiagonal
            ? $"M{Number(X(xs.Least))} {Number(Y(ys.Least))}L{Number(X(xs.Most))} {Number(Y(ys.Most))}"
            : ys is { Least: <= 0, Most: >= 0 } ? $"M{Left} {Number(Y(0))}H{Left + Wide}" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{line}\" stroke=\"currentColor\" stroke-opacity=\".5\" stroke-dasharray=\"2 3\"/>");
        foreach (var (x, y) in dots)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(X(x))}\" cy=\"{Number(Y(y))}\" r=\"1.6\" fill=\"#0969da\" fill-opacity=\".4\"/>");
        }

        foreach (var (x, y, low, high) in bars)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Number(X(x))} {Number(Y(low))}V{Number(Y(high))}M{Number(X(x) - 4)} {Number(Y(y))}h8\" stroke=\"#bc4c00\" stroke-width=\"1.5\"/>");
        }

        Label(svg, Left + (Wide / 2), Top + High + 31, across);
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(10 {Top + (High / 2)}) rotate(-90)\" text-anchor=\"middle\" font-size=\"11\" fill=\"currentColor\">{Escaped(up)}</text>");
    }

    private static (double Least, double Most) Span(IEnumerable<double> values)
    {
        var (least, most) = values.Aggregate((double.PositiveInfinity, double.NegativeInfinity), (span, value) => (Math.Min(span.Item1, value), Math.Max(span.Item2, value)));
        return most > least ? (least, most) : (least - 1, least + 1);
    }

    private static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e5 => value.ToString("0.#e0", CultureInfo.InvariantCulture),
        >= 10 or 0 => value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
