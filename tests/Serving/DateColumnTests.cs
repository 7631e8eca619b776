using System.Text;
using ServerlessML.Contracts;

namespace ServerlessML.Tests.Serving;

/// <summary>Dates as clients send them, which a model takes as numbers.</summary>
public sealed class DateColumnTests : IDisposable
{
    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });

    public void Dispose() => _model.LetGo();

    [Theory]
    [InlineData("\"2026-01-31T10:30:59Z\"", null, "2026-01-31T10:30")]
    [InlineData("\"2026-01-31 12:30+02:00\"", null, "2026-01-31T10:30")]
    [InlineData("\"31.01.2026 10:30\"", "dd.MM.yyyy HH:mm", "2026-01-31T10:30")]
    [InlineData("1769855459", "epoch-seconds", "2026-01-31T10:30")]
    [InlineData("\"1769855459\"", "epoch-seconds", "2026-01-31T10:30")]
    public void Read_ADate_IsTheNumberThatTrainingMadeOfIt(string json, string? format, string minute)
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(Read($"{{\"rows\":[{{\"distance\":{json},\"origin\":\"a\"}}]}}", batch, new() { Format = format }));
        Assert.Equal(CanonicalTime.Of(minute, null, isDay: false)!.Value, batch.NumbersOf(_model.Plan.Columns[0])[0]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    public void Read_NoDate_IsMissing(string json)
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(Read($"{{\"rows\":[[{json},\"a\"]]}}", batch, new()));
        Assert.True(float.IsNaN(batch.NumbersOf(_model.Plan.Columns[0])[0]));
    }

    [Theory]
    [InlineData("1769855459")]
    [InlineData("\"31.01.2026\"")]
    [InlineData("\"2026-02-30\"")]
    [InlineData("true")]
    [InlineData("[]")]
    public void Read_WhatIsNoDate_SaysWhatIsWanted(string json)
    {
        var fault = Read($"{{\"rows\":[[{json},\"a\"]]}}", new(_model.Plan), new() { IsDay = true })!;
        Assert.Equal("wrong-type", fault.Code);
        Assert.Equal("'distance' must be a date such as '2026-01-31', or null.", fault.Detail);
    }

    [Fact]
    public void Read_WithoutTheTimeThatItIsAskedAt_IsAskedNow()
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(
            Read("""{"rows":[{"origin":"a"},{"distance":null,"origin":"b"},{"distance":"2030-01-01"}]}""", batch, new() { OrNow = true })
        );
        var now = CanonicalTime.Of("2026-03-04T05:06", null, isDay: false)!.Value;
        Assert.Equal([now, now, 0], batch.NumbersOf(_model.Plan.Columns[0])[..3].Select(value => (long)value));
    }

    [Fact]
    public void Infer_Dates_AreTexts()
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Null(Infer("BYTES", """["2030-01-02",null]""", batch));
        Assert.Equal(1440, batch.NumbersOf(_model.Plan.Columns[0])[0]);
        Assert.True(float.IsNaN(batch.NumbersOf(_model.Plan.Columns[0])[1]));
        Assert.Contains(
            "is a date and cannot be FP32: send BYTES",
            Infer("FP32", "[1,2]", new(_model.Plan))!.Detail,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ("'distance' must be a date such as '2026-01-31T23:59Z', or null.", "$.inputs[0].data[1]"),
            (
                Infer("BYTES", """["2030-01-02","x"]""", new(_model.Plan))!.Detail,
                Infer("BYTES", """["2030-01-02","x"]""", new(_model.Plan))!.Path
            )
        );
    }

    [Fact]
    public void Infer_BinaryDates_AreTheSame()
    {
        byte[] texts = [10, 0, 0, 0, .. "2030-01-02"u8, 0, 0, 0, 0];
        var json =
            "{\"inputs\":[{\"name\":\"distance\",\"shape\":[2],\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":"
            + $"{texts.Length}}}}}]}}";
        var batch = new RowBatch(_model.Plan);
        byte[] body = [.. Encoding.UTF8.GetBytes(json), .. texts];
        // The second time by the template of the first.
        for (var time = 0; time < 2; time++)
        {
            batch.Clear();
            Assert.Null(InferReader.Read(body, new() { JsonLength = json.Length }, batch, 10, Columns(new())));
            Assert.Equal(1440, batch.NumbersOf(_model.Plan.Columns[0])[0]);
            Assert.True(float.IsNaN(batch.NumbersOf(_model.Plan.Columns[0])[1]));
        }
    }

    private Fault? Infer(string type, string data, RowBatch batch) =>
        InferReader.Read(
            Encoding.UTF8.GetBytes($$"""{"inputs":[{"name":"distance","shape":[2],"datatype":"{{type}}","data":{{data}}}]}"""),
            new(),
            batch,
            10,
            Columns(new())
        );

    private Fault? Read(string body, RowBatch batch, ServedDate date) =>
        RowReader.Read(Encoding.UTF8.GetBytes(body), batch, 1000, Columns(date));

    private RequestColumns Columns(ServedDate date) =>
        RequestColumns.Of(
            1,
            _model.Plan,
            [
                new()
                {
                    Name = "distance",
                    Type = ColumnType.Datetime,
                    Date = date,
                },
            ],
            [(1, _model.Plan)],
            null,
            new StoppedClock()
        );

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    }
}
