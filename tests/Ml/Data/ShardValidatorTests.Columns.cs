using DuckDB.NET.Data;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Tests.Ml.Data;

public sealed partial class ShardValidatorTests
{
    [Theory]
    [InlineData("a.csv", "minute", "minute::VARCHAR || 'x'")]
    [InlineData("a.ndjson", "minute", "minute::VARCHAR || 'x'")]
    [InlineData("a.parquet", "minute", "minute::VARCHAR")]
    [InlineData("a.parquet", "distance", "DATE '2001-01-01'")]
    [InlineData("a.parquet", "day", "[day]")]
    [InlineData("a.parquet", "day", "{'v': day}")]
    [InlineData("a.parquet", "late", "[late]")]
    public void Validate_ColumnOfWrongType_IsOneViolation(string name, string column, string expression)
    {
        var report = LandedFiles.Validate(_files.Write(name, $"SELECT * REPLACE ({expression} AS {column}) FROM ({LandedFiles.GoodRows})"));
        var violation = Assert.Single(report.Violations);
        Assert.Equal(("type", column, 300), (violation.Rule, violation.Column!, violation.Count));
        Assert.Equal(5, violation.Examples.Count);
    }

    [Theory]
    [InlineData("decimal.parquet", "distance", "distance::DECIMAL(10,2)")]
    [InlineData("big.parquet", "minute", "minute::HUGEINT")]
    [InlineData("whole.parquet", "minute", "minute::DOUBLE")]
    [InlineData("whole.csv", "minute", "minute || '.0'")]
    [InlineData("enum.parquet", "day", "day::ENUM('Mon', 'Tue', 'Wed')")]
    [InlineData("label.parquet", "late", "late::DOUBLE")]
    [InlineData("label.csv", "late", "late || '.0'")]
    [InlineData("text.ndjson", "minute", "minute::VARCHAR")]
    [InlineData("nan.parquet", "distance", "CASE WHEN minute < 20 THEN 'NaN'::DOUBLE ELSE distance END")]
    [InlineData("nan.csv", "distance", "CASE WHEN minute < 20 THEN 'NaN'::DOUBLE ELSE distance END")]
    public void Validate_OtherSpellingsOfTheSame_Pass(string name, string column, string expression)
    {
        var file = _files.Write(name, $"SELECT * REPLACE ({expression} AS {column}) FROM ({LandedFiles.GoodRows})");
        Assert.Empty(LandedFiles.Validate(file).Violations);
        Assert.Equal(300, TableReader.Read([file], LandedFiles.Contract).RowCount);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.ndjson")]
    [InlineData("a.parquet")]
    public void Validate_ColumnsNotAsDefined_NamesThem(string name)
    {
        var report = LandedFiles.Validate(
            _files.Write(name, $"SELECT minute, distance AS \"Distance\", day, late, 1 AS extra FROM ({LandedFiles.GoodRows})")
        );
        Assert.Equal(
            ["column-missing distance True", "column-unexpected Distance False", "column-unexpected extra False"],
            report.Violations.Select(violation => $"{violation.Rule} {violation.Column} {violation.Rejects}").Order(StringComparer.Ordinal)
        );
        Assert.Contains("'Distance'", report.Violations[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.parquet")]
    public void Validate_NoLabelColumn_IsMissing(string name)
    {
        var report = LandedFiles.Validate(_files.Write(name, $"SELECT * EXCLUDE late FROM ({LandedFiles.GoodRows})"));
        Assert.Equal(("column-missing", "late"), (Assert.Single(report.Violations).Rule, report.Violations[0].Column!));
        Assert.Empty(report.Profile!.Labels);
    }

    [Theory]
    [InlineData("a.csv", "distance")]
    [InlineData("a.parquet", "distance")]
    [InlineData("a.parquet", "day")]
    [InlineData("a.csv", "late")]
    public void Validate_ColumnOfNulls_IsAllMissingOnly(string name, string column)
    {
        var file = _files.Write(name, $"SELECT * REPLACE (NULL::DOUBLE AS {column}) FROM ({LandedFiles.GoodRows})");
        var violation = Assert.Single(LandedFiles.Judge(file));
        Assert.Equal(("all-missing", column, 300), (violation.Rule, violation.Column!, violation.Count));
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(31, 1)]
    public void Validate_MissingShare_IsHeldToItsLimit(int missing, int violations)
    {
        var file = _files.Write(
            "a.parquet",
            $"SELECT * REPLACE (CASE WHEN distance >= {missing} / 4.0 THEN distance END AS distance) FROM ({LandedFiles.GoodRows})"
        );
        Assert.Equal(violations, LandedFiles.Judge(file).Count(violation => violation is { Rule: "missing", Column: "distance" }));
    }
}
