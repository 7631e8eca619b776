using System.Text;
using ServerlessML.Contracts;

namespace ServerlessML.Tests.Serving;

/// <summary>Texts as clients send them, of which a model takes the words.</summary>
public sealed class TextColumnTests : IDisposable
{
    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });

    public void Dispose() => _model.LetGo();

    [Theory]
    [InlineData("\"Good,  NOT bad!\"", "good not bad")]
    [InlineData("\"Cafe\\u0301 \\u6771\\u4eac\"", "café 東 京")]
    [InlineData("\"?!\"", "")]
    [InlineData("\"\"", "")]
    [InlineData("null", "")]
    [InlineData("7.0", "7 0")]
    public void Read_AText_IsTheWordsThatTrainingMadeOfIt(string json, string words)
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(RowReader.Read(Encoding.UTF8.GetBytes($"{{\"rows\":[[1,{json}]]}}"), batch, 10, Columns()));
        Assert.Equal(words, Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], 0)));
    }

    [Fact]
    public void Read_ALongText_IsCut()
    {
        var batch = new RowBatch(_model.Plan);
        var text = string.Concat(Enumerable.Repeat("Wort, ", 20_000));
        Assert.Null(RowReader.Read(Encoding.UTF8.GetBytes($"{{\"rows\":[[1,\"{text}\"]]}}"), batch, 10, Columns()));
        Assert.Equal(CanonicalWords.Most, CanonicalWords.Count(batch.TextOf(_model.Plan.Columns[1], 0)));
    }

    [Fact]
    public void Infer_Texts_AreTheirWords()
    {
        var batch = new RowBatch(_model.Plan);
        var body = """{"inputs":[{"name":"origin","shape":[2],"datatype":"BYTES","data":["Don't!", null]}]}""";
        Assert.Null(InferReader.Read(Encoding.UTF8.GetBytes(body), new(), batch, 10, Columns()));
        Assert.Equal("dont", Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], 0)));
        Assert.True(batch.TextOf(_model.Plan.Columns[1], 1).IsEmpty);
    }

    [Fact]
    public void Count_Texts_IsOfTheirWordsByTheProfilesQuantiles()
    {
        var profile = new DatasetProfile
        {
            Rows = 4,
            Columns =
            [
                new()
                {
                    Name = "origin",
                    Type = ColumnType.Text,
                    Count = 4,
                    BinEdges = [2, 5],
                    BinCounts = [2, 1, 1],
                },
            ],
            Labels = new SortedDictionary<string, long>(),
        };
        var bins = new FeatureBins(_model.Plan, profile, 0);
        var batch = new RowBatch(_model.Plan);
        var body = """{"rows":[[1,"one two"],[1,"one, two, three"],[1,"!"],[1,"a b c d e f"],[1,"a"]]}""";
        Assert.Null(RowReader.Read(Encoding.UTF8.GetBytes(body), batch, 10, Columns()));
        var counts = new StripedCounts(bins.End);
        using (var claim = counts.Take())
        {
            bins.Count(batch, claim);
        }

        var column = bins.Read(counts.Sums()).Single(known => known.Name == "origin");
        Assert.Equal((ColumnType.Text, 5L, 1L), (column.Type, column.Count, column.Missing));
        Assert.Equal([2L, 1L, 1L], column.BinCounts);
    }

    [Fact]
    public void Cover_AVersionThatTakesTheTextItself_IsAnother()
    {
        Assert.True(Columns().Covers(Columns()));
        Assert.False(Columns().Covers(Columns(ColumnType.Category)));
        Assert.False(Columns(ColumnType.Category).Covers(Columns()));
    }

    private RequestColumns Columns(ColumnType type = ColumnType.Text) =>
        RequestColumns.Of(1, _model.Plan, [new() { Name = "origin", Type = type }], [(1, _model.Plan)], null, TimeProvider.System);
}
