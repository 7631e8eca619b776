using System.Globalization;
using System.Text;

namespace ServerlessML.Ml.Plots;

/// <summary>Rows of each class by what they are called; a cell is as dark as its share of the class.</summary>
public sealed class ConfusionPlot(IReadOnlyList<(string Class, IReadOnlyList<long> Called)> classes) : Plot
{
    /// <summary>More have their numbers in words only.</summary>
    private const int MostNumbered = 8;

    private const int Names = 30;

    protected override void Draw(StringBuilder svg)
    {
        double wide = (double)(Wide - Names) / classes.Count,
            high = (double)High / classes.Count;
        for (var row = 0; row < classes.Count; row++)
        {
            var (name, called) = classes[row];
            var whole = Math.Max(1, called.Sum());
            Label(svg, Left + Names - 6, Top + ((row + 0.5) * high) + 4, Short(name), "end");
            Label(svg, Left + Names + ((row + 0.5) * wide), Top + High + 15, Short(name));
            for (var column = 0; column < classes.Count; column++)
            {
                var share = (double)called[column] / whole;
                var (x, y) = (Left + Names + (column * wide), Top + (row * high));
                svg.Append(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(wide)}\" height=\"{Number(high)}\" "
                            + $"fill=\"{(row == column ? "#0969da" : "#bc4c00")}\" fill-opacity=\"{share * 0.7:0.##}\" "
                            + $"stroke=\"currentColor\" stroke-opacity=\".25\"/>"
                    )
                );
                if (classes.Count <= MostNumbered)
                {
                    Label(svg, x + (wide / 2), y + (high / 2) + 4, called[column].ToString(CultureInfo.InvariantCulture));
                }
            }
        }

        AxisNames(svg, "called", "is", Left + Names + ((Wide - Names) / 2));
    }

    private string Short(string name)
    {
        var most = classes.Count > MostNumbered ? 3 : 9;
        return name.Length > most ? $"{name[..(most - 1)]}…" : name;
    }
}
