using System.Globalization;
using System.Net;
using System.Text;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>A small picture as SVG. Colours come from the page's <c>currentColor</c>, so that it can be read on light and on dark.</summary>
public abstract class Plot
{
    protected const int Left = 52;
    protected const int Top = 10;
    protected const int Wide = 300;
    protected const int High = 240;

    /// <param name="title">Said by screen readers.</param>
    public string ToSvg(string title)
    {
        var svg = new StringBuilder();
        var height = Top + PlotHeight + 62;
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Left + Wide + 16} {height}\" role=\"img\" aria-label=\"{Escaped(title)}\" xmlns=\"http://www.w3.org/2000/svg\">");
        Draw(svg);
        return svg.Append("</svg>").ToString();
    }

    protected virtual int PlotHeight => High;

    protected abstract void Draw(StringBuilder svg);

    protected static string Escaped(string text) => WebUtility.HtmlEncode(text);

    protected static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    protected static void Label(StringBuilder svg, double x, double y, string text, string anchor = "middle") =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" font-size=\"11\" fill=\"currentColor\">{Escaped(text)}</text>");
}
