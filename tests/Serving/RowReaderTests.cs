using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class RowReaderTests : IDisposable
{
    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });

    public void Dispose() => _model.LetGo();

    [Fact]
    public void Read_RowsInAnyForm_FillsTheColumns()
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(
            Read(
                """{"rows":[{"origin":"ORD","distance":100},{"distance":null},{"origin":7.50},{"distance":-1.5e2,"origin":"Z\u00fcrich \u2708"},{"origin":null}]}""",
                batch
            )
        );

        var (distance, origin) = (_model.Plan.Columns[0], _model.Plan.Columns[1]);
        Assert.Equal([100f, float.NaN, float.NaN, -150f, float.NaN], batch.NumbersOf(distance)[..batch.Count]);
        Assert.Equal(
            ["ORD", "", "7.50", "Zürich ✈", ""],
            Enumerable.Range(0, 5).Select(row => Encoding.UTF8.GetString(batch.TextOf(origin, row)))
        );
    }

    [Theory]
    [InlineData("""{"row":{"distance":100,"origin":"ORD"}}""")]
    [InlineData("""{"row":[100,"ORD"]}""")]
    [InlineData("""{"rows":null,"row":[100,"ORD"],"id":null}""")]
    [InlineData("""{"rows":[[100,"ORD"]],"row":null}""")]
    [InlineData("""{"rows":[[100,"ORD"]]}""")]
    [InlineData("""{"rows":[{"distance":1e2,"origin":"ORD"}]}""")]
    [InlineData("""{"rows":[{"origin":"\u004fRD","dist\u0061nce":100}]}""")]
    public void Read_OneRowInAnyForm_IsTheSameRow(string body)
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(Read(body, batch));
        Assert.Equal((1, 100f), (batch.Count, batch.NumbersOf(_model.Plan.Columns[0])[0]));
        Assert.Equal("ORD", Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], 0)));
    }

    [Fact]
    public void Read_MixedForms_KeepsTheRowsApart()
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(Read("""{"rows":[[1,null],{"origin":"LAX"},[null,"ORD"],{"distance":4}]}""", batch));
        Assert.Equal([1f, float.NaN, float.NaN, 4f], batch.NumbersOf(_model.Plan.Columns[0])[..4]);
        Assert.Equal(
            ["", "LAX", "ORD", ""],
            Enumerable.Range(0, 4).Select(row => Encoding.UTF8.GetString(batch.TextOf(_model.Plan.Columns[1], row)))
        );
    }

    [Theory]
    [InlineData("", "malformed-json", "$")]
    [InlineData("[]", "wrong-type", "$")]
    [InlineData("null", "wrong-type", "$")]
    [InlineData("{}", "malformed-json", "$.rows")]
    [InlineData("""{"rows":[]}""", "malformed-json", "$.rows")]
    [InlineData("""{"rows":{}}""", "wrong-type", "$.rows")]
    [InlineData("""{"row":[{"distance":1}]}""", "wrong-type", "$.row[0]")]
    [InlineData("""{"row":{}}""", "empty-row", "$.row")]
    [InlineData("""{"row":5}""", "wrong-type", "$.row")]
    [InlineData("""{"row":{"distance":"1"}}""", "wrong-type", "$.row.distance")]
    [InlineData("""{"row":{"distance":1},"rows":[]}""", "malformed-json", "$.rows")]
    [InlineData("""{"columns":[]}""", "malformed-json", "$.columns")]
    [InlineData("""{"rows":[[1]]}""", "wrong-length", "$.rows[0]")]
    [InlineData("""{"rows":[[]]}""", "wrong-length", "$.rows[0]")]
    [InlineData("""{"rows":[[1,"ORD"],[1,"ORD",2]]}""", "wrong-length", "$.rows[1][2]")]
    [InlineData("""{"rows":[["1","ORD"]]}""", "wrong-type", "$.rows[0][0]")]
    [InlineData("""{"rows":[[1,true]]}""", "wrong-type", "$.rows[0][1]")]
    [InlineData("""{"rows":[{"distance":1}],"rows":[]}""", "malformed-json", "$.rows")]
    [InlineData("""{"rows":[{"distance":1}]} x""", "malformed-json", "$.rows[0]")]
    [InlineData("""{"rows":[{"distance":1},]}""", "malformed-json", "$.rows[0]")]
    [InlineData("""{"rows":[{"distance":1},5]}""", "wrong-type", "$.rows[1]")]
    [InlineData("""{"rows":[{"distance":1},{}]}""", "empty-row", "$.rows[1]")]
    [InlineData("""{"rows":[{"distance":1},{"distance":"1"}]}""", "wrong-type", "$.rows[1].distance")]
    [InlineData("""{"rows":[{"distance":true}]}""", "wrong-type", "$.rows[0].distance")]
    [InlineData("""{"rows":[{"distance":{}}]}""", "wrong-type", "$.rows[0].distance")]
    [InlineData("""{"rows":[{"distance":1e39}]}""", "wrong-type", "$.rows[0].distance")]
    [InlineData("""{"rows":[{"distance":1e400}]}""", "wrong-type", "$.rows[0].distance")]
    [InlineData("""{"rows":[{"distance":NaN}]}""", "malformed-json", "$.rows[0].distance")]
    [InlineData("""{"rows":[{"origin":false}]}""", "wrong-type", "$.rows[0].origin")]
    [InlineData("""{"rows":[{"origin":["ORD"]}]}""", "wrong-type", "$.rows[0].origin")]
    [InlineData("""{"rows":[{"origin":"\ud800"}]}""", "malformed-json", "$.rows[0].origin")]
    [InlineData("""{"rows":[{"distance":1,"distance":2}]}""", "malformed-json", "$.rows[0].distance")]
    [InlineData("""{"rows":[{"distance":1,"destination":"LAX"}]}""", "unknown-column", "$.rows[0].destination")]
    [InlineData("""{"rows":[{"it's":1}]}""", "unknown-column", @"$.rows[0]['it\'s']")]
    [InlineData("""{"rows":[{"":1}]}""", "unknown-column", "$.rows[0]['']")]
    [InlineData("""{"rows":[{"\u0001":1}]}""", "unknown-column", @"$.rows[0]['\u0001']")]
    [InlineData("""{"rows":[{"distance":1},{"distance":1},{"distance":1},{"distance":1}]}""", "too-many-rows", "$.rows[3]")]
    public void Read_ABadBody_NamesTheValueByItsPath(string body, string code, string path)
    {
        var fault = Read(body, new RowBatch(_model.Plan), maxRows: 3);
        Assert.Equal((code, path), (fault?.Code, fault?.Path));
    }

    [Fact]
    public void Read_AColumnNameOfAnyLength_IsUnknownAndCutShort()
    {
        var fault = Read($$"""{"rows":[{"{{new string('x', 5000)}}":1}]}""", new RowBatch(_model.Plan));
        Assert.Equal("unknown-column", fault?.Code);
        Assert.InRange(fault!.Path!.Length, 80, 120);
    }

    [Fact]
    public void Read_NotUtf8_IsRefused()
    {
        byte[] body = [.. """{"rows":[{"origin":" """u8, 0xff, .. "\"}]}"u8];
        Assert.Equal("malformed-json", RowReader.Read(body, new RowBatch(_model.Plan), 10)?.Code);
    }

    [Fact]
    public void Read_DamagedBodies_AreRefusedOrScored()
    {
        var random = new Random(20010131);
        var good = Encoding.UTF8.GetBytes(
            """{"rows":[{"distance":123.5,"origin":"ORD"},{"distance":null,"origin":"Z\u00fcrich"},{"origin":"\"}"}]}"""
        );
        byte[][] scraps =
        [
            "{"u8.ToArray(),
            "}"u8.ToArray(),
            "["u8.ToArray(),
            "]"u8.ToArray(),
            "\""u8.ToArray(),
            ","u8.ToArray(),
            "null"u8.ToArray(),
            "1e999"u8.ToArray(),
            "\\ud800"u8.ToArray(),
            [0xff],
            [0],
        ];
        var batch = new RowBatch(_model.Plan);
        var refused = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var body = good.ToList();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                var at = random.Next(body.Count);
                body.RemoveRange(at, random.Next(0, Math.Min(6, body.Count - at)));
                body.InsertRange(at, scraps[random.Next(scraps.Length)]);
            }

            batch.Clear();
            refused += RowReader.Read(body.ToArray(), batch, 10) is { Status: 400 or 413 } ? 1 : 0;
        }

        Assert.InRange(refused, 50_000, 99_999);
    }

    private static Fault? Read(string body, RowBatch batch, int maxRows = 100) =>
        RowReader.Read(Encoding.UTF8.GetBytes(body), batch, maxRows);
}
