using System.Text;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Serving;

/// <summary>Requests in the form that a model was trained on, where its version says so.</summary>
public sealed class CanonicalColumnsTests : IDisposable
{
    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });

    public void Dispose() => _model.LetGo();

    [Theory]
    [InlineData("\"west    \"", "west", "west    ")]
    [InlineData("\"7.0\"", "7", "7.0")]
    [InlineData("7", "7", "7")]
    [InlineData("7.0", "7", "7.0")]
    [InlineData("7.10", "7.1", "7.10")]
    [InlineData("1e3", "1000", "1e3")]
    [InlineData("9007199254740993", "9007199254740993", "9007199254740993")]
    [InlineData("\"Ko\\u0308ln\"", "Köln", "Ko\u0308ln")]
    [InlineData("\"True\"", "true", "True")]
    [InlineData("null", "", "")]
    [InlineData("\"  \"", "", "  ")]
    public void Read_AText_IsInTheFormOfItsVersion(string json, string canonical, string raw)
    {
        foreach (var (isCanonical, text) in new[] { (true, canonical), (false, raw) })
        {
            var batch = new RowBatch(_model.Plan);
            Assert.Null(Read($"{{\"rows\":[{{\"distance\":1,\"origin\":{json}}}]}}", batch, isCanonical));
            Assert.Equal(text, Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], 0)));
        }
    }

    [Fact]
    public void Read_ManyTexts_KeepApartInOneBuffer()
    {
        var batch = new RowBatch(_model.Plan);
        var texts = Enumerable.Range(0, 500).Select(i => $"\"  Ko\\u0308ln {i}.0 \"");
        Assert.Null(Read($"{{\"rows\":[{string.Join(',', texts.Select(text => $"[1,{text}]"))}]}}", batch, true));
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"Köln {i}.0"),
            Enumerable.Range(0, 500).Select(row => Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], row)))
        );
    }

    [Fact]
    public void Read_Booleans_AreOneAndZeroOrTheirWordsWhereTheVersionSaysSo()
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(Read("""{"rows":[[true,false],[false,true]]}""", batch, true));
        Assert.Equal([1, 0], batch.NumbersOf(_model.Plan.Columns[0])[..2]);
        Assert.Equal(
            ["false", "true"],
            Enumerable.Range(0, 2).Select(row => Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], row)))
        );
        Assert.NotNull(Read("""{"rows":[[true,"a"]]}""", new(_model.Plan), false));
        Assert.NotNull(Read("""{"rows":[[1,true]]}""", new(_model.Plan), false));
    }

    [Fact]
    public void Infer_Texts_AreInTheFormOfTheVersion()
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(
            InferReader.Read(
                Encoding.UTF8.GetBytes("""{"inputs":[{"name":"origin","shape":[2],"datatype":"BYTES","data":["7.0"," west"]}]}"""),
                new(),
                batch,
                10,
                Columns(true)
            )
        );
        Assert.Equal(
            ["7", "west"],
            Enumerable.Range(0, 2).Select(row => Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], row)))
        );
    }

    private Fault? Read(string body, RowBatch batch, bool isCanonical) =>
        RowReader.Read(Encoding.UTF8.GetBytes(body), batch, 1000, Columns(isCanonical));

    private RequestColumns Columns(bool isCanonical) =>
        RequestColumns.Of(
            1,
            _model.Plan,
            [
                new()
                {
                    Name = "distance",
                    Type = ColumnType.Number,
                    Canonical = isCanonical ? true : null,
                },
                new()
                {
                    Name = "origin",
                    Type = ColumnType.Category,
                    Canonical = isCanonical ? true : null,
                },
            ],
            [(1, _model.Plan)],
            null,
            TimeProvider.System
        );
}
