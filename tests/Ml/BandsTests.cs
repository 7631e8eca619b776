using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;
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
        var price = Bands.Of(many, ["price"], Bands.Edges(many, ["price"], null, null)).Categories("price");
        Assert.Equal([250, 250, 250, 250], Enumerable.Range(0, 4).Select(band => price.Codes.Count(code => code == band)));
        var none = Bands.Of(Rows, ["none"], Bands.Edges(Rows, ["none"], null, null)).Categories("none");
        Assert.All(Enumerable.Range(0, 8), row => Assert.Equal("any", none[row]));
    }

    [Fact]
    public void Edges_AreTheStatedOnes_ThenTheReferences_ThenTheRows()
    {
        DatasetProfile reference = new()
        {
            Rows = 100,
            Columns =
            [
                new()
                {
                    Name = "age",
                    Type = ColumnType.Number,
                    Count = 100,
                    Min = 1,
                    Max = 100,
                    BinEdges = [.. Enumerable.Range(1, 99).Select(edge => (double)edge)],
                    BinCounts = [.. Enumerable.Repeat(1L, 100)],
                },
            ],
        };
        // Other rows of the column move nothing while the reference stands.
        Assert.All(
            (float[][])
                [
                    [17, 18, 29.5f, 30],
                    [70, 80, 90, 91],
                ],
            ages => Assert.Equal([26.0, 51, 76], Bands.Edges(new([new NumberColumn("age", ages)]), ["age"], null, reference)["age"])
        );
        Table two = new([Rows["age"], new NumberColumn("later", [1, 2, 3, 4, 5, 6, 7, 8]), Rows["city"]]);
        var edges = Bands.Edges(two, ["age", "later", "city"], new Dictionary<string, IReadOnlyList<double>> { ["age"] = [40] }, reference);
        Assert.Equal(["age", "later"], edges.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([40.0], edges["age"]);
        Assert.Equal([3.0, 5, 7], edges["later"]);
    }

    [Fact]
    public void Within_ABudget_ScoresTheLargestThatFit_AndCountsTheOthers()
    {
        LabelledAnswers answers = new(
            TaskKind.Binary,
            ["0", "1"],
            [0, 1, 0, 1, 0, 1, 0, 1],
            [0.1f, 0.9f, 0.2f, 0.8f, 0.3f, 0.7f, 0.4f, 0.6f]
        );
        Table groups = new([
            CategoryColumn.From("half", ["a", "a", "a", "a", "b", "b", "b", "b"]),
            CategoryColumn.From("part", ["c", "c", "c", "c", "c", "d", "d", "e"]),
        ]);
        var accuracy = QualityMeasure.Named("accuracy", TaskKind.Binary);
        var (shown, left) = Slices.Within(groups, ["half", "part"], 1, accuracy, answers, null, 40, 10);
        Assert.Equal(["half=a", "part=c"], shown.Select(slice => $"{slice.Column}={slice.Value}"));
        Assert.Equal([("half", 1, (int?)1), ("part", 2, 1)], left.Select(known => (known.Column, known.Slices, known.Dear)));
        (shown, left) = Slices.Within(groups, ["half", "part"], 1, accuracy, answers, null, 2, 100);
        Assert.Equal(["half=a", "part=c"], shown.Select(slice => $"{slice.Column}={slice.Value}"));
        Assert.All(left, known => Assert.Null(known.Dear));
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
