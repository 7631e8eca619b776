using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>Curves over the unit square.</summary>
internal sealed class CurvePlot(string across, string up, bool hasDiagonal, IReadOnlyList<(string Name, IReadOnlyList<CurvePoint> Points)> curves) : Plot
{
    // Told apart by dashes as well as by colour.
    private static readonly (string Colour, string Dashes)[] Looks = [("#0969da", "none"), ("#bc4c00", "6 3")];

    protected override void Draw(StringBuilder svg)
    {
        for (var tick = 0; tick <= 4; tick++)
        {
            var share = tick / 4.0;
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Number(X(share))} {Top}V{Top + High}M{Left} {Number(Y(share))}H{Left + Wide}\" stroke=\"currentColor\" stroke-opacity=\".15\"/>");
            Label(svg, X(share), Top + High + 15, Number(share));
            Label(svg, Left - 6, Y(share) + 4, Number(share), "end");
        }

        if (hasDiagonal)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(0)} {Y(0)}L{X(1)} {Y(1)}\" stroke=\"currentColor\" stroke-opacity=\".4\" stroke-dasharray=\"2 3\"/>");
        }

        for (var i = 0; i < curves.Count; i++)
        {
            var (colour, dashes) = Looks[i % Looks.Length];
            var points = string.Join(' ', curves[i].Points.Select(point => $"{Number(X(point.X))},{Number(Y(point.Y))}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left + 8 + (i * 120)} {Top + High + 50}h22\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>");
            Label(svg, Left + 34 + (i * 120), Top + High + 54, curves[i].Name, "start");
        }

        Label(svg, Left + (Wide / 2), Top + High + 31, across);
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(12 {Top + (High / 2)}) rotate(-90)\" text-anchor=\"middle\" font-size=\"11\" fill=\"currentColor\">{Escaped(up)}</text>");
    }

    private static double X(double share) => Left + (Math.Clamp(share, 0, 1) * Wide);

    private static double Y(double share) => Top + ((1 - Math.Clamp(share, 0, 1)) * High);
}
