using System.Globalization;
using System.Text;

namespace ServerlessML.Ml.Plots;

/// <summary>One row a share with its interval, and a line at a limit.</summary>
public sealed class IntervalPlot(
    double limit,
    string limitName,
    double most,
    IReadOnlyList<(string Name, double Value, double Low, double High)> rows
) : Plot
{
    private const int Names = 400;
    private const int Row = 17;

    protected override int Wide => Names + 340;

    protected override int PlotHeight => 14 + (rows.Count * Row);

    protected override int LegendHeight => 26;

    protected override void Draw(StringBuilder svg)
    {
        double At(double value) => Left + Names + (Math.Clamp(value / most, 0, 1) * (Wide - Names));
        svg.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{Number(At(limit))} {Top + 6}V{Top + PlotHeight}\" stroke=\"#bc4c00\" stroke-dasharray=\"4 3\"/>"
            )
        );
        Label(svg, At(limit), Top + 2, limitName);
        foreach (var (i, (name, value, low, high)) in rows.Index())
        {
            var y = Top + 14 + (i * Row) + (Row / 2);
            Label(svg, Left + Names - 10, y + 4, name, "end");
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{Number(At(low))} {y}H{Number(At(high))}\" stroke=\"currentColor\" stroke-width=\"2\"/><circle "
                        + $"cx=\"{Number(At(value))}\" cy=\"{y}\" r=\"3.5\" fill=\"#0969da\"/>"
                )
            );
        }

        for (var tick = 0; tick <= 4; tick++)
        {
            Label(svg, At(most * tick / 4), Top + PlotHeight + 18, $"{Number(100 * most * tick / 4)} %");
        }
    }
}
