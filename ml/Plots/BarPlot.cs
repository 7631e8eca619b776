using System.Globalization;
using System.Text;

namespace ServerlessML.Ml.Plots;

/// <summary>One bar a name, with whiskers; zero may lie anywhere.</summary>
public sealed class BarPlot(
    string across,
    IReadOnlyList<(string Name, double Value, double Low, double High)> bars,
    bool lessIsBetter = false
) : Plot
{
    private const int Row = 20;
    private const int Names = 70;

    protected override int PlotHeight => bars.Count * Row;

    protected override void Draw(StringBuilder svg)
    {
        var least = Math.Min(0, bars.Min(bar => Math.Min(bar.Value, bar.Low)));
        var most = Math.Max(0, bars.Max(bar => Math.Max(bar.Value, bar.High)));
        var span = most - least > 0 ? most - least : 1;
        double X(double value) => Left + Names + ((value - least) / span * (Wide - Names));
        for (var i = 0; i < bars.Count; i++)
        {
            var (name, value, low, high) = bars[i];
            var middle = Top + (i * Row) + (Row / 2);
            Label(svg, Left + Names - 6, middle + 4, name.Length > 16 ? $"{name[..15]}…" : name, "end");
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{Number(Math.Min(X(0), X(value)))}\" y=\"{middle - 6}\" "
                        + $"width=\"{Number(Math.Abs(X(value) - X(0)))}\" height=\"12\" "
                        + $"fill=\"{(value < 0 != lessIsBetter ? "#bc4c00" : "#0969da")}\" fill-opacity=\".75\"/>"
                )
            );
            svg.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{Number(X(low))} {middle}H{Number(X(high))}M{Number(X(low))} {middle - 4}v8M{Number(X(high))} "
                        + $"{middle - 4}v8\" stroke=\"currentColor\"/>"
                )
            );
        }

        var end = Top + PlotHeight;
        svg.Append(string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{Number(X(0))} {Top}V{end}\" stroke=\"currentColor\"/>"));
        Label(svg, X(least), end + 15, least.ToString("0.####", CultureInfo.InvariantCulture));
        Label(svg, X(most), end + 15, most.ToString("0.####", CultureInfo.InvariantCulture), "end");
        Label(svg, Left + Wide, end + 34, across, "end");
    }
}
