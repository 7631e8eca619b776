namespace ServerlessML.Tests.Ml;

public sealed class ModelScorerTests
{
    private static readonly byte[] Model = TrainerTests.Train(PlantedTable.Of(300), new() { ["epochs"] = "1" }).Onnx;

    [Fact]
    public void Open_Corrupt_NamesTheModel()
    {
        var torn = Model[..(Model.Length / 2)];

        foreach (var bytes in new byte[][] { torn, [], [1, 2, 3], [.. Enumerable.Repeat((byte)255, 1000)] })
        {
            var failure = Assert.Throws<ModelException>(() => ModelScorer.Open(bytes, "flight-delays v3"));
            Assert.StartsWith("Model flight-delays v3 is not an ONNX model that can be run: ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Score_ManyBatches_SameAsOneByOne()
    {
        using var scorer = ModelScorer.Open(Model, "test");
        var rows = PlantedTable.Of(10_000).Table;

        var all = scorer.Score(rows);

        Assert.Equal(10_000, all.Length);
        foreach (var row in new[] { 0, 4095, 4096, 8192, 9999 })
        {
            Assert.Equal(all[row], scorer.Score(rows.Take([row]))[0], 1e-6);
        }
    }

    [Fact]
    public void Score_LacksAColumn_Says()
    {
        using var scorer = ModelScorer.Open(Model, "v1");

        Assert.Equal(
            "Model v1 takes 'level', which the data lacks; it has: city.",
            Assert.Throws<ModelException>(() => scorer.Score(new Table([CategoryColumn.From("city", ["Bern"])]))).Message
        );
    }

    [Fact]
    public void Score_OtherKind_Says()
    {
        using var scorer = ModelScorer.Open(Model, "v1");
        var table = new Table([
            .. PlantedTable
                .Of(2)
                .Table.Columns.Select(column => column.Name == "level" ? CategoryColumn.From("level", ["a", "b"]) : column),
        ]);

        Assert.Equal(
            "Model v1 takes 'level' as Float, but the data has categories there.",
            Assert.Throws<ModelException>(() => scorer.Score(table)).Message
        );
    }
}
