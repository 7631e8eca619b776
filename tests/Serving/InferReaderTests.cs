using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed partial class InferReaderTests : IDisposable
{
    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });
    private readonly InferRequest _request = new();
    private readonly RowBatch _batch;

    public InferReaderTests() => _batch = _model.RentBatch();

    public void Dispose()
    {
        _model.Return(_batch);
        _model.LetGo();
    }

    public static TheoryData<string, string, byte[], string, float> Numbers =>
        new()
        {
            { "FP32", "[1.5]", BitConverter.GetBytes(1.5f), "[1.5]", 1.5f },
            { "FP64", "[0.1]", BitConverter.GetBytes(0.1), "[[0.1]]", 0.1f },
            { "FP16", "[0.5]", BitConverter.GetBytes((Half)0.5), "[5e-1]", 0.5f },
            { "BOOL", "[true]", [1], "[[true]]", 1 },
            { "INT8", "[-128]", [0x80], "[-128]", -128 },
            { "INT16", "[-2]", BitConverter.GetBytes((short)-2), "[-2]", -2 },
            { "INT32", "[16777217]", BitConverter.GetBytes(16777217), "[16777217]", 16777216 },
            { "INT64", "[-9007199254740993]", BitConverter.GetBytes(-9007199254740993), "[-9007199254740993]", -9007199254740992 },
            { "UINT8", "[255]", [255], "[255]", 255 },
            { "UINT16", "[65535]", [255, 255], "[65535]", 65535 },
            { "UINT32", "[4294967295]", [255, 255, 255, 255], "[4294967295]", 4294967296 },
            {
                "UINT64",
                "[18446744073709551615]",
                [255, 255, 255, 255, 255, 255, 255, 255],
                "[18446744073709551615]",
                18446744073709551616f
            },
        };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Read_EachTypeOfNumber_IsTheNearestFloat(string type, string flat, byte[] binary, string nested, float value)
    {
        foreach (var data in (string[])[flat, nested])
        {
            Assert.Null(Read($$"""{"inputs":[{"name":"distance","shape":[1],"datatype":"{{type}}","data":{{data}}}]}"""));
            Assert.Equal(value, _batch.NumbersOf(_model.Plan.Columns[0])[0]);
        }

        var (body, length) = Infer.Binary("\"id\":\"x\"", ("distance", [1, 1], type, binary));
        Assert.Null(Read(body, length));
        Assert.Equal(value, _batch.NumbersOf(_model.Plan.Columns[0])[0]);
    }

    [Fact]
    public void Read_TextsInEachForm_AreTheTexts()
    {
        Assert.Null(
            Read(
                """{"inputs":[{"data":["ORD",null,"Z\u00fcrich \u2708",""],"parameters":{"content_type":"str"},"datatype":"BYTES","shape":[4,1],"name":"origin"}]}"""
            )
        );
        Assert.Equal(["ORD", "", "Zürich ✈", ""], Texts());
        Assert.All(_batch.NumbersOf(_model.Plan.Columns[0])[..4], one => Assert.True(float.IsNaN(one)));

        var (body, length) = Infer.Binary("\"parameters\":{\"priority\":3}", ("origin", [3], "BYTES", Infer.Texts("LAX", "", "Zürich ✈")));
        Assert.Null(Read(body, length));
        Assert.Equal(["LAX", "", "Zürich ✈"], Texts());

        Assert.Null(Read("""{"inputs":[{"name":"origin","shape":[2],"datatype":"INT64","data":[7,-12]}]}"""));
        Assert.Equal(["7", "-12"], Texts());
        (body, length) = Infer.Binary(
            "\"id\":\"x\"",
            ("origin", [2], "INT64", [.. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(long.MinValue)])
        );
        Assert.Null(Read(body, length));
        Assert.Equal(["7", "-9223372036854775808"], Texts());
    }

    [Fact]
    public void Read_WhatAClientAdds_IsPassedOver()
    {
        Assert.Null(
            Read(
                """{"model_name":"m","from":{"a":[1,{}]},"parameters":{"sequence_id":5,"custom":"x"},"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","odd":[[]],"data":[1]}],"outputs":[]}"""
            )
        );
        Assert.False(_request.IsBinary);
    }

    [Theory]
    [InlineData("""{"parameters":{"binary_data_output":true},""", true)]
    [InlineData("""{"outputs":[{"name":"probability","parameters":{"binary_data":true}}],""", true)]
    [InlineData(
        """{"parameters":{"binary_data_output":true},"outputs":[{"name":"probability","parameters":{"binary_data":false}}],""",
        false
    )]
    [InlineData("""{"outputs":[{"name":"probability"}],""", false)]
    public void Read_TheFormOfTheAnswer_IsTheOutputsOrElseTheRequests(string start, bool binary)
    {
        Assert.Null(Read(start + "\"inputs\":[{\"name\":\"distance\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}"));
        Assert.Equal(binary, _request.IsBinary);
    }

    [Theory]
    [InlineData("", "malformed-json", "$")]
    [InlineData("[]", "wrong-type", "$")]
    [InlineData("{}", "malformed-json", "$.inputs")]
    [InlineData("""{"inputs":{}}""", "wrong-type", "$.inputs")]
    [InlineData("""{"inputs":null}""", "malformed-json", "$.inputs")]
    [InlineData("""{"inputs":[{"name":null,"shape":[1],"datatype":"FP32","data":[1]}]}""", "wrong-type", "$.inputs[0].name")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":null}]}""", "malformed-json", "$.inputs[0]")]
    [InlineData("""{"inputs":[]}""", "malformed-json", "$.inputs")]
    [InlineData("""{"inputs":[5]}""", "wrong-type", "$.inputs[0]")]
    [InlineData("""{"id":5}""", "wrong-type", "$.id")]
    [InlineData("""{"inputs":[{"shape":[1],"datatype":"FP32","data":[1]}]}""", "malformed-json", "$.inputs[0].name")]
    [InlineData("""{"inputs":[{"name":"distance","datatype":"FP32","data":[1]}]}""", "malformed-json", "$.inputs[0].shape")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"data":[1]}]}""", "malformed-json", "$.inputs[0].datatype")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32"}]}""", "malformed-json", "$.inputs[0]")]
    [InlineData(
        """{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1],"parameters":{"binary_data_size":4}}]}""",
        "malformed-json",
        "$.inputs[0]"
    )]
    [InlineData("""{"inputs":[{"name":"distence","shape":[1],"datatype":"FP32","data":[1]}]}""", "unknown-column", "$.inputs[0].name")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[],"datatype":"FP32","data":[1]}]}""", "wrong-shape", "$.inputs[0].shape")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[0],"datatype":"FP32","data":[]}]}""", "wrong-shape", "$.inputs[0].shape")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""", "wrong-shape", "$.inputs[0].shape")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1,1,1],"datatype":"FP32","data":[1]}]}""", "wrong-shape", "$.inputs[0].shape")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[-1],"datatype":"FP32","data":[1]}]}""", "wrong-shape", "$.inputs[0].shape")]
    [InlineData(
        """{"inputs":[{"name":"distance","shape":[9223372036854775807],"datatype":"FP32","data":[1]}]}""",
        "too-many-rows",
        "$.inputs[0].shape"
    )]
    [InlineData("""{"inputs":[{"name":"distance","shape":[11],"datatype":"FP32","data":[1]}]}""", "too-many-rows", "$.inputs[0].shape")]
    [InlineData(
        """{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1]},{"name":"origin","shape":[2],"datatype":"BYTES","data":["a","b"]}]}""",
        "wrong-shape",
        "$.inputs[1].shape"
    )]
    [InlineData(
        """{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1]},{"name":"distance","shape":[1],"datatype":"FP32","data":[1]}]}""",
        "malformed-json",
        "$.inputs[1].name"
    )]
    [InlineData("""{"inputs":[{"name":"distance","shape":[2],"datatype":"FP32","data":[1]}]}""", "wrong-length", "$.inputs[0].data")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[2],"datatype":"FP32","data":[1,2,3]}]}""", "wrong-length", "$.inputs[0].data[2]")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[2],"datatype":"FP32","data":[1,"2"]}]}""", "wrong-type", "$.inputs[0].data[1]")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[[[1]]]}]}""", "wrong-type", "$.inputs[0].data[0]")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1e39]}]}""", "wrong-type", "$.inputs[0].data[0]")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"UINT8","data":[256]}]}""", "wrong-type", "$.inputs[0].data[0]")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"INT32","data":[1.5]}]}""", "wrong-type", "$.inputs[0].data[0]")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"BOOL","data":[1]}]}""", "wrong-type", "$.inputs[0].data[0]")]
    [InlineData("""{"inputs":[{"name":"distance","shape":[1],"datatype":"BYTES","data":["1"]}]}""", "wrong-type", "$.inputs[0].datatype")]
    [InlineData("""{"inputs":[{"name":"origin","shape":[1],"datatype":"FP32","data":[1]}]}""", "wrong-type", "$.inputs[0].datatype")]
    [InlineData("""{"inputs":[{"name":"origin","shape":[1],"datatype":"STRING","data":["a"]}]}""", "wrong-type", "$.inputs[0].datatype")]
    [InlineData("""{"inputs":[{"name":"origin","shape":[1],"datatype":"BYTES","data":["\ud800"]}]}""", "malformed-json", "$.inputs[0]")]
    [InlineData(
        """{"inputs":[{"name":"origin","shape":[1],"datatype":"BYTES","data":["YQ=="],"parameters":{"content_type":"base64"}}]}""",
        "not-supported",
        "$.inputs[0].parameters.content_type"
    )]
    [InlineData(
        """{"inputs":[{"name":"origin","shape":[1],"datatype":"BYTES","parameters":{"shared_memory_region":"r"}}]}""",
        "not-supported",
        "$.inputs[0].parameters"
    )]
    [InlineData(
        """{"inputs":[{"name":"origin","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":5}}]}""",
        "wrong-length",
        "$.inputs[0].parameters.binary_data_size"
    )]
    [InlineData(
        """{"inputs":[{"name":"origin","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":-1}}]}""",
        "wrong-type",
        "$.inputs[0].parameters.binary_data_size"
    )]
    [InlineData("""{"outputs":[{"name":"score"}]}""", "unknown-output", "$.outputs[0].name")]
    [InlineData("""{"outputs":[{}]}""", "malformed-json", "$.outputs[0].name")]
    [InlineData(
        """{"outputs":[{"name":"probability","parameters":{"binary_data":1}}]}""",
        "wrong-type",
        "$.outputs[0].parameters.binary_data"
    )]
    [InlineData("""{"outputs":[{"name":"probability","parameters":{"classification":2}}]}""", "not-supported", "$.outputs[0].parameters")]
    [InlineData("""{"parameters":{"binary_data_output":"yes"}}""", "wrong-type", "$.parameters.binary_data_output")]
    public void Read_ABadBody_NamesTheValueByItsPath(string body, string code, string path)
    {
        var fault = Read(body);
        Assert.Equal((code, path), (fault?.Code, fault?.Path));
    }

    [Fact]
    public void Read_BadBytes_AreRefusedByTheirPlace()
    {
        (byte[] Data, string Type, string Code, string Path)[] cases =
        [
            (new byte[3], "FP32", "wrong-length", "$.inputs[0]"),
            (Infer.Floats(float.PositiveInfinity), "FP32", "wrong-type", "$.inputs[0].data[0]"),
            (BitConverter.GetBytes(1e300), "FP64", "wrong-type", "$.inputs[0].data[0]"),
        ];
        Assert.All(cases, one => Refused(one.Code, one.Path, "distance", one.Type, one.Data));
        Refused("wrong-length", "$.inputs[0].data[0]", "origin", "BYTES", [5, 0, 0]);
        Refused("wrong-length", "$.inputs[0].data[0]", "origin", "BYTES", [255, 255, 255, 255, 65]);
        Refused("wrong-length", "$.inputs[0]", "origin", "BYTES", [1, 0, 0, 0, 65, 66]);
        Refused("wrong-type", "$.inputs[0].data[0]", "origin", "BYTES", Infer.Text([0xff]));

        var (body, length) = Infer.Binary("\"id\":\"x\"", ("distance", [1], "FP32", Infer.Floats(1)));
        Assert.Equal(("wrong-length", "$"), (Read([.. body, 0], length)?.Code, Read([.. body, 0], length)?.Path));
        Assert.Equal("bad-header", Read(body, body.Length + 1)?.Code);
        Assert.Equal("malformed-json", Read(body, length - 1)?.Code);
    }

    [Fact]
    public void Read_DamagedBodies_AreRefusedOrTaken()
    {
        var random = new Random(20010228);
        var (binary, length) = Infer.Binary(
            "\"outputs\": [{\"name\": \"probability\", \"parameters\": {\"binary_data\": true}}]",
            ("distance", [2, 1], "FP32", Infer.Floats(1, 2)),
            ("origin", [2], "BYTES", Infer.Texts("ORD", "Zürich ✈"))
        );
        (byte[] Body, int? Length)[] good = [(Encoding.UTF8.GetBytes(Infer.OneAsJson), null), (binary, length)];
        byte[][] scraps =
        [
            "{"u8.ToArray(),
            "}"u8.ToArray(),
            "[[["u8.ToArray(),
            "]"u8.ToArray(),
            "\""u8.ToArray(),
            ","u8.ToArray(),
            "-1"u8.ToArray(),
            "99999999999"u8.ToArray(),
            "null"u8.ToArray(),
            "true"u8.ToArray(),
            "\\ud800"u8.ToArray(),
            "BOOL"u8.ToArray(),
            "INT64"u8.ToArray(),
            [0xff],
            [0],
        ];
        var (refused, taken) = (0, 0);
        for (var i = 0; i < 60_000; i++)
        {
            var (start, json) = good[i % good.Length];
            var body = start.ToList();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                var at = random.Next(body.Count);
                body.RemoveRange(at, random.Next(0, Math.Min(6, body.Count - at)));
                body.InsertRange(at, scraps[random.Next(scraps.Length)]);
            }

            var fault = Read(
                [.. body],
                json is null ? null : Math.Max(0, json.Value + random.Next(-2, 3) + (random.Next(3) == 0 ? 0 : body.Count - start.Length))
            );
            Assert.True(fault is null or { Status: 400 or 413 }, fault?.Code);
            _ = fault is null ? taken++ : refused++;
        }

        Assert.True(taken > 100 && refused > 30_000, $"{taken} taken, {refused} refused");
    }

    private void Refused(string code, string path, string column, string type, byte[] data)
    {
        var (body, length) = Infer.Binary("\"id\":\"x\"", (column, [1], type, data));
        var fault = Read(body, length);
        Assert.Equal((code, path), (fault?.Code, fault?.Path));
    }

    private IEnumerable<string> Texts() =>
        Enumerable.Range(0, _batch.Count).Select(row => Encoding.UTF8.GetString(_batch.TextOf(_model.Plan.Columns[1], row)));

    private Fault? Read(string body) => Read(Encoding.UTF8.GetBytes(body), null);

    private Fault? Read(byte[] body, int? jsonLength)
    {
        _batch.Clear();
        _request.Clear();
        _request.JsonLength = jsonLength;
        return InferReader.Read(body, _request, _batch, 10);
    }
}
