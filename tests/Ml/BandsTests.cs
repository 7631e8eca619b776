using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Tests.Ml;

public sealed class BandsTests
{
    private static readonly Table Rows = new([
        new NumberColumn("age", [17, 18, 29.5f, 30, 64, 65, float.NaN, 90]),
        CategoryColumn.From("city", ["a", "b", "a", "b", "a", "b", "a", "b"]),
        new NumberColumn("none", new float[8]),
    ]);

    [Fact]
    public void Of_StatedEdges_BeginABand()
    {
        var groups = Bands.Of(Rows, ["age", "city", "age"], new Dictionary<string, IReadOnlyList<double>> { ["age"] = [18, 30, 65] });
        var age = groups.Categories("age");
        Assert.Equal(
            ["below 18", "18 to below 30", "18 to below 30", "30 to below 65", "30 to below 65", "65 or more", "", "65 or more"],
            Enumerable.Range(0, 8).Select(row => age[row])
        );
        Assert.Equal(["age", "city"], groups.Columns.Select(column => column.Name));
    }

    [Fact]
    public void Of_NoEdges_AreQuartiles()
    {
        var random = new Random(2);
        Table many = new([new NumberColumn("price", [.. Enumerable.Range(0, 1000).Select(_ => MathF.Exp(5 * random.NextSingle()))])]);
        var price = Bands.Of(many, ["price"], null).Categories("price");
        Assert.Equal([250, 250, 250, 250], Enumerable.Range(0, 4).Select(band => price.Codes.Count(code => code == band)));
        Assert.All(Enumerable.Range(0, 8), row => Assert.Equal("any", Bands.Of(Rows, ["none"], null).Categories("none")[row]));
    }

    [Fact]
    public void LeftOut_SlicesOfFewRows_AreCounted()
    {
        LabelledAnswers answers = new(
            TaskKind.Binary,
            ["0", "1"],
            [0, 1, 0, 1, 0, 1, 0, 1],
            [0.1f, 0.9f, 0.2f, 0.8f, 0.3f, 0.7f, 0.4f, 0.6f]
        );
        var groups = Bands.Of(Rows, ["age"], new Dictionary<string, IReadOnlyList<double>> { ["age"] = [18, 30, 65] });
        var slices = Slices.Of(groups, ["age"], 2, QualityMeasure.Named("accuracy", TaskKind.Binary), answers, null);
        Assert.Equal(["18 to below 30", "30 to below 65", "65 or more"], slices.Select(slice => slice.Value));
        Assert.Equal([new SlicesLeftOut("age", 2, 2, Whole: false)], Slices.LeftOut(groups, ["age"], slices));
        Assert.Equal([new SlicesLeftOut("age", 5, 8, Whole: true)], Slices.LeftOut(groups, ["age"], []));
    }
}
