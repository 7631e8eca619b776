using System.Globalization;
using System.Net;
using System.Text;

namespace ServerlessML.Ml.Plots;

/// <summary>
/// A small picture as SVG. Within a page its colours come from <c>currentColor</c>, so that it reads on light and on dark.
/// </summary>
public abstract class Plot
{
    protected const int Left = 52;
    protected const int Top = 10;
    protected const int High = 240;

    private const int Ticks = 4;
    private const int TitleHeight = 28;

    /// <summary>Gives the picture as a part of a page.</summary>
    /// <param name="title">What screen readers say.</param>
    public string ToSvg(string title) =>
        Draw(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<svg viewBox=\"0 0 {Left + Wide + 16} {Height}\" role=\"img\" aria-label=\"{Escaped(title)}\" "
                    + $"xmlns=\"http://www.w3.org/2000/svg\">"
            )
        );

    /// <summary>Gives the picture as a file of its own: with its title, on white.</summary>
    public string ToFile(string title)
    {
        var (width, height) = (Left + Wide + 16, Height + TitleHeight);
        return Draw(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-TitleHeight} {width} {height}" width="{width}" height="{height}" role="img" aria-label="{Escaped(
                        title
                    )}" font-family="sans-serif" color="#24292f">
                    <rect y="{-TitleHeight}" width="100%" height="100%" fill="#ffffff"/>
                    <text x="8" y="-8" font-size="13" font-weight="bold" fill="currentColor">{Escaped(title)}</text>

                    """
                )
            ) + "\n";
    }

    protected virtual int Wide => 300;

    protected virtual int PlotHeight => High;

    /// <summary>Pixels below the plot and its axis.</summary>
    protected virtual int LegendHeight => 62;

    protected abstract void Draw(StringBuilder svg);

    /// <summary>Draws lines at even steps of both axes with their values, and the axes' names.</summary>
    protected void Axes(StringBuilder svg, string across, string up, (double Least, double Most) xs, (double Least, double Most) ys)
    {
        for (var tick = 0; tick <= Ticks; tick++)
        {
            var (x, y) = (
                xs.Least + ((double)tick / Ticks * (xs.Most - xs.Least)),
                ys.Least + ((double)tick / Ticks * (ys.Most - ys.Least))
            );
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{Number(X(x, xs))} {Top}V{Top + High}M{Left} {Number(Y(y, ys))}H{Left + Wide}\" "
                        + $"stroke=\"currentColor\" stroke-opacity=\".15\"/>"
                )
            );
            Label(svg, X(x, xs), Top + High + 15, Short(x));
            Label(svg, Left - 6, Y(y, ys) + 4, Short(y), "end");
        }

        AxisNames(svg, across, up, Left + (Wide / 2));
    }

    protected static void AxisNames(StringBuilder svg, string across, string up, double middle)
    {
        Label(svg, middle, Top + High + 31, across);
        svg.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<text transform=\"translate(11 {Top + (High / 2)}) rotate(-90)\" text-anchor=\"middle\" font-size=\"11\" "
                    + $"fill=\"currentColor\">{Escaped(up)}</text>"
            )
        );
    }

    /// <summary>The pixel of a value on the horizontal axis.</summary>
    protected double X(double value, (double Least, double Most) span) => Left + ((value - span.Least) / (span.Most - span.Least) * Wide);

    /// <summary>The pixel of a value on the vertical axis.</summary>
    protected static double Y(double value, (double Least, double Most) span) =>
        Top + ((span.Most - value) / (span.Most - span.Least) * High);

    protected static void Label(StringBuilder svg, double x, double y, string text, string anchor = "middle") =>
        svg.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" font-size=\"11\" "
                    + $"fill=\"currentColor\">{Escaped(text)}</text>"
            )
        );

    protected static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Short(double value) =>
        Math.Abs(value) switch
        {
            >= 1e5 => value.ToString("0.#e0", CultureInfo.InvariantCulture),
            >= 10 or 0 => value.ToString("0", CultureInfo.InvariantCulture),
            _ => Number(value),
        };

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private int Height => Top + PlotHeight + LegendHeight;

    private string Draw(string opening)
    {
        var svg = new StringBuilder(opening);
        Draw(svg);
        return svg.Append("</svg>").ToString();
    }
}
