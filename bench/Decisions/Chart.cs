using System.Globalization;
using System.Text;

namespace ServerlessML.Bench.Decisions;

/// <summary>A small drawing of lines or of intervals, as SVG that reads on light and dark pages.</summary>
internal static class Chart
{
    private static readonly string[] Colours = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#bf3989", "#57606a"];

    /// <summary>Curves over x from 0; each has points at even steps up to its own last x.</summary>
    public static string Curves(string title, string x, string y, double mostX, double mostY, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> curves)
    {
        const double left = 60, top = 40, width = 560, height = 280;
        double legend = top + height + 55;
        StringBuilder svg = Open(title, 660, legend + (18 * curves.Count) + 8);
        for (int tick = 0; tick <= 5; tick++)
        {
            double across = left + (width * tick / 5);
            double up = top + height - (height * tick / 5);
            svg.Append(Invariant($"<line x1=\"{left:0.#}\" y1=\"{up:0.#}\" x2=\"{left + width:0.#}\" y2=\"{up:0.#}\" stroke=\"#d0d7de\"/>"));
            svg.Append(Text(left - 6, up + 4, "end", Invariant($"{mostY * tick / 5:0.##}"))).Append(Text(across, top + height + 18, "middle", Invariant($"{mostX * tick / 5:0}"))).Append('\n');
        }

        svg.Append(Text(left + (width / 2), top + height + 36, "middle", x)).Append(Text(left, top - 8, "start", y)).Append('\n');
        for (int i = 0; i < curves.Count; i++)
        {
            string colour = Colours[i % Colours.Length];
            string points = string.Join(' ', curves[i].Points.Select(point => Invariant($"{left + (width * point.X / mostX):0.#},{top + height - (height * Math.Min(1, point.Y / mostY)):0.#}")));
            svg.Append(Invariant($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n"));
            svg.Append(Invariant($"<line x1=\"{left:0.#}\" y1=\"{legend + (18 * i) - 4:0.#}\" x2=\"{left + 24:0.#}\" y2=\"{legend + (18 * i) - 4:0.#}\" stroke=\"{colour}\" stroke-width=\"3\"/>"));
            svg.Append(Text(left + 32, legend + (18 * i), "start", curves[i].Name)).Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>One row a figure with its interval, and a line at a limit.</summary>
    public static string Intervals(string title, double limit, string limitName, double most, IReadOnlyList<(string Name, double Value, double Low, double High)> rows)
    {
        const double left = 470, width = 340, top = 56, step = 17;
        double bottom = top + (step * rows.Count);
        StringBuilder svg = Open(title, 850, bottom + 34);
        double at = left + (width * limit / most);
        svg.Append(Invariant($"<line x1=\"{at:0.#}\" y1=\"{top - 8:0.#}\" x2=\"{at:0.#}\" y2=\"{bottom:0.#}\" stroke=\"#d1242f\" stroke-dasharray=\"4 3\"/>")).Append(Text(at, top - 14, "middle", limitName)).Append('\n');
        for (int i = 0; i < rows.Count; i++)
        {
            double y = top + (step * i) + 6;
            svg.Append(Text(left - 10, y + 4, "end", rows[i].Name));
            svg.Append(Invariant($"<line x1=\"{X(rows[i].Low):0.#}\" y1=\"{y:0.#}\" x2=\"{X(rows[i].High):0.#}\" y2=\"{y:0.#}\" stroke=\"#57606a\" stroke-width=\"2\"/><circle cx=\"{X(rows[i].Value):0.#}\" cy=\"{y:0.#}\" r=\"3.5\" fill=\"#1f6feb\"/>\n"));
        }

        for (int tick = 0; tick <= 4; tick++)
            svg.Append(Text(left + (width * tick / 4), bottom + 20, "middle", Invariant($"{100 * most * tick / 4:0.#} %")));
        return svg.Append("\n</svg>\n").ToString();

        double X(double value) => left + (width * Math.Min(1, value / most));
    }

    private static StringBuilder Open(string title, double width, double height) => new StringBuilder()
        .Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0} {height:0}\" width=\"{width:0}\" height=\"{height:0}\" role=\"img\" aria-label=\"{Escape(title)}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#24292f\">\n"))
        .Append(Invariant($"<rect width=\"{width:0}\" height=\"{height:0}\" fill=\"#ffffff\"/>"))
        .Append(Invariant($"<text x=\"16\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{Escape(title)}</text>\n"));

    private static string Text(double x, double y, string anchor, string text) =>
        Invariant($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
