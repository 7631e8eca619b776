using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Plots;

/// <summary>Curves from 0 to a most in each direction: the unit square, unless told otherwise.</summary>
public sealed class CurvePlot(
    string across,
    string up,
    bool hasDiagonal,
    IReadOnlyList<(string Name, IReadOnlyList<CurvePoint> Points)> curves,
    double mostX = 1,
    double mostY = 1,
    int wide = 300
) : Plot
{
    private const int LegendRow = 18;

    // Told apart by dashes as well as by colour.
    private static readonly (string Colour, string Dashes)[] Looks =
    [
        ("#0969da", "none"),
        ("#bc4c00", "6 3"),
        ("#1a7f37", "2 2"),
        ("#8250df", "8 3 2 3"),
        ("#bf3989", "4 2"),
        ("#9a6700", "1 3"),
        ("#57606a", "10 4"),
    ];

    protected override int Wide => wide;

    protected override int LegendHeight => 44 + (curves.Count * LegendRow);

    protected override void Draw(StringBuilder svg)
    {
        (double Least, double Most) xs = (0, mostX),
            ys = (0, mostY);
        Axes(svg, across, up, xs, ys);
        if (hasDiagonal)
        {
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{Left} {Top + High}L{Left + Wide} {Top}\" stroke=\"currentColor\" stroke-opacity=\".4\" "
                        + $"stroke-dasharray=\"2 3\"/>"
                )
            );
        }

        foreach (var (i, (name, curve)) in curves.Index())
        {
            var (colour, dashes) = Looks[i % Looks.Length];
            var points = string.Join(
                ' ',
                curve.Select(point => $"{Number(X(Math.Clamp(point.X, 0, mostX), xs))},{Number(Y(Math.Clamp(point.Y, 0, mostY), ys))}")
            );
            var y = Top + High + 50 + (i * LegendRow);
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
                )
            );
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{Left + 8} {y - 4}h22\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
                )
            );
            Label(svg, Left + 36, y, name, "start");
        }
    }
}
