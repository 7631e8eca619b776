using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>Columns of dates and of weights in files.</summary>
public sealed class DateReadingTests : IDisposable
{
    private readonly LandedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a.csv", "strftime(t, '%Y-%m-%d %H:%M:%S')", null)]
    [InlineData("a.csv", "strftime(t, '%d.%m.%Y %H:%M')", "dd.MM.yyyy HH:mm")]
    [InlineData("a.csv", "epoch(t)::BIGINT", "epoch-seconds")]
    [InlineData("a.parquet", "t", null)]
    [InlineData("a.parquet", "t::TIMESTAMP_NS", null)]
    [InlineData("a.parquet", "t::TIMESTAMPTZ", null)]
    [InlineData("a.parquet", "epoch_ms(t)", "epoch-milliseconds")]
    [InlineData("a.parquet", "strftime(t, '%Y-%m-%dT%H:%M:%SZ')", null)]
    [InlineData("a.ndjson", "t", null)]
    [InlineData("a.ndjson", "epoch(t)", "epoch-seconds")]
    public void Read_ATime_IsItsMinuteFromEveryFormat(string name, string expression, string? format)
    {
        var file = _files.Write(
            name,
            $"SELECT {expression} AS at, i % 2 AS late FROM (SELECT i, TIMESTAMP '2026-01-31 22:58:59' + to_minutes(i) AS t FROM range(4) r(i))"
        );
        var contract = Of(
            new()
            {
                Name = "at",
                Type = ColumnType.Datetime,
                Date = new() { Format = format },
            }
        );
        var report = LandedFiles.Validate(file, contract);
        Assert.Empty(report.Violations);
        var first = CanonicalTime.Of("2026-01-31T22:58", null, isDay: false)!.Value;
        Assert.Equal((first, first + 3), (report.Profile!.Columns[0].Min, report.Profile.Columns[0].Max));
        var column = Assert.IsType<DateColumn>(TableReader.Read([file], contract)["at"]);
        Assert.Equal([first, first + 1, first + 2, first + 3], column.Values.Select(value => (long)value));
    }

    [Fact]
    public void Validate_WhatIsNoDate_SaysWhichAndWhatIsWanted()
    {
        var file = _files.Text("a.csv", "day,late\n2026-01-31,0\n31.01.2026,1\nsoon,0\nn/a,1\n,0\n2026-02-30,1\n");
        var contract = Of(
            new()
            {
                Name = "day",
                Type = ColumnType.Date,
                MaxMissing = 0.5,
            }
        );
        var violations = LandedFiles.Judge(file, contract);
        Assert.Equal(["type", "missing-word"], violations.Select(violation => violation.Rule));
        Assert.Equal(3, violations[0].Count);
        Assert.Contains("hold something other than a date (2026-01-31)", violations[0].Message, StringComparison.Ordinal);
        Assert.Contains("state the column's 'format'", violations[0].Message, StringComparison.Ordinal);
        Assert.Contains("line 3: '31.01.2026'", violations[0].Examples);
    }

    [Fact]
    public void Validate_DatesOutOfRangeOrInTheFuture_AreTold()
    {
        var file = _files.Text("a.csv", "day,late\n1899-12-31,0\n2026-01-31,1\n2199-01-01,0\n");
        var contract = Of(
            new()
            {
                Name = "day",
                Type = ColumnType.Date,
                Min = CanonicalTime.Of("1900-01-01", null, isDay: true),
                Date = new() { UntilNow = true },
            }
        );
        var violations = LandedFiles.Judge(file, contract);
        Assert.Equal(["range", "future"], violations.Select(violation => violation.Rule).OrderDescending());
        var range = violations.First(violation => violation.Rule == "range");
        Assert.Contains("outside of 1900-01-01 and up", range.Message, StringComparison.Ordinal);
        Assert.Equal(["line 2: '1899-12-31'"], range.Examples);
        Assert.Equal(["line 4: '2199-01-01'"], violations.First(violation => violation.Rule == "future").Examples);
    }

    [Fact]
    public void Validate_AColumnOfAnotherKind_IsAType()
    {
        var file = _files.Write("a.parquet", "SELECT [i] AS day, i % 2 AS late FROM range(4) r(i)");
        Assert.Contains(
            "where dates are expected",
            Assert.Single(LandedFiles.Judge(file, Of(new() { Name = "day", Type = ColumnType.Date }))).Message
        );
    }

    [Fact]
    public void Between_BatchesOfDates_DriftAsNumbersDo()
    {
        var contract = Of(new() { Name = "day", Type = ColumnType.Date });
        DatasetProfile Profile(string first) =>
            LandedFiles
                .Validate(_files.Write("a.csv", $"SELECT DATE '{first}' + i::INTEGER AS day, i % 2 AS late FROM range(300) r(i)"), contract)
                .Profile!;
        Assert.InRange(Assert.Single(Drift.Between(Profile("2026-01-01"), Profile("2026-01-01"))).Psi, 0, 0.001);
        Assert.True(Assert.Single(Drift.Between(Profile("2026-01-01"), Profile("2027-01-01"))).Psi > 1);
    }

    [Fact]
    public void ReadSplit_WithAWeight_HasWhatRowsCountBesideThem()
    {
        var file = _files.Text("a.csv", "level,counts,late\n1,\"0,5\",0\n2,2,1\n3,0,0\n");
        var contract = Of(new() { Name = "level", Type = ColumnType.Number }) with { Weight = Weight };
        var split = new Split
        {
            Kind = SplitKind.Row,
            Share = 0.5,
            Salt = "salt",
            Columns = [new("level", ColumnType.Number), new("late", ColumnType.Category)],
        };
        var table = TableReader.ReadSplit([file], contract, split);
        Assert.Equal(["level", "late"], table.Rows.Columns.Select(column => column.Name));
        Assert.Equal([0.5f, 2, 0], table.Weights!.Values);
        Assert.Equal(["level", "late", "counts"], table.Weighed.Columns.Select(column => column.Name));
        Assert.Equal([0f, 2], table.Take([2, 1]).Weights!.Values);
        Assert.Null(TableReader.ReadSplit([file], contract.Judged, split).Weights);
    }

    [Theory]
    [InlineData("-1", "range", "is outside of 0 and up")]
    [InlineData("inf", "type", "holds something other than a number")]
    [InlineData("", "missing", "is missing")]
    public void Validate_AWeightThatCannotBe_IsTold(string weight, string rule, string message)
    {
        var contract = Of(new() { Name = "level", Type = ColumnType.Number }) with { Weight = Weight, Ignored = ["note"] };
        var file = _files.Text("a.csv", $"level,counts,note,late\n1,{weight},x,0\n2,2,{new string('y', 100_000)},1\n");
        var violation = Assert.Single(LandedFiles.Judge(file, contract.Whole));
        Assert.Equal((rule, "counts"), (violation.Rule, violation.Column));
        Assert.Contains(message, violation.Message, StringComparison.Ordinal);
    }

    private static ColumnDefinition Weight { get; } =
        new()
        {
            Name = "counts",
            Type = ColumnType.Number,
            Min = 0,
        };

    private static DataContract Of(ColumnDefinition column) =>
        new()
        {
            Columns = [column],
            Label = new() { Name = "late", Values = ["0", "1"] },
        };
}
