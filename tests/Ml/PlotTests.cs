using System.Xml.Linq;
using ServerlessML.Ml.Plots;

namespace ServerlessML.Tests.Ml;

public sealed class PlotTests
{
    public static TheoryData<Plot> Plots =>
        new()
        {
            new CurvePlot(
                "x < 1",
                "y",
                hasDiagonal: true,
                [("one & two", [new(0, 0), new(5, 2), new(10, 0.5)]), ("other", [new(0, 1)])],
                mostX: 10,
                wide: 560
            ),
            new IntervalPlot(0.05, "alpha", 0.08, [("a", 0.02, 0.01, 0.03), ("b", 0.2, 0.1, 0.3)]),
            new ScatterPlot("x", "y", hasDiagonal: false, [(1, 2), (3, -4)], [(1, 2, -5, 3)]),
            new BarPlot("x", [("a", -1, -2, 0), ("b", 3, 2, 4)]),
            new ConfusionPlot([("a", [1L, 2L]), ("b", [0L, 0L])]),
        };

    [Theory]
    [MemberData(nameof(Plots))]
    public void ToFile_EachPlot_IsWellFormedAndDrawsWithinItsFrame(Plot plot)
    {
        var svg = XDocument.Parse(plot.ToFile("a \"title\" & more")).Root!;
        Assert.Equal("a \"title\" & more", svg.Attribute("aria-label")!.Value);
        Assert.Equal("svg", XDocument.Parse(plot.ToSvg("t")).Root!.Name.LocalName);
        int[] frame = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(int.Parse)];
        Assert.All(svg.Descendants().Where(one => one.Attribute("x") is not null && one.Attribute("y") is not null), one =>
        {
            Assert.InRange((double)one.Attribute("x")!, 0, frame[2]);
            Assert.InRange((double)one.Attribute("y")!, frame[1], frame[1] + frame[3]);
        });
    }

    [Fact]
    public void Draw_ACurve_PutsItsPointsOnTheAxes()
    {
        var svg = XDocument
            .Parse(
                new CurvePlot("x", "y", hasDiagonal: false, [("one", [new(0, 0), new(10, 4), new(20, 8)])], mostX: 10, mostY: 4).ToSvg("t")
            )
            .Root!;
        // From the plot's lower left corner to its upper right one; what is beyond stays on the edge.
        Assert.Equal("52,250 352,10 352,10", svg.Descendants().Single(one => one.Name.LocalName == "polyline").Attribute("points")!.Value);
    }
}
