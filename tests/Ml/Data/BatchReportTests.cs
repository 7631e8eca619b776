using ServerlessML.Contracts;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

public sealed class BatchReportTests : IDisposable
{
    private static readonly PipelineDefinition Definition = new() { Name = "flights", Data = LandedFiles.Contract };
    private readonly LandedFiles _files = new();

    [Fact]
    public void Join_ShardsOfAFile_ProfileAsTheWholeFile()
    {
        var whole = LandedFiles.Validate(_files.Write("whole.parquet", LandedFiles.GoodRows));
        var shards = new[] { "i < 100", "i >= 100 AND i < 101", "i >= 101" }
            .Select((part, index) => LandedFiles.Validate(_files.Write($"{index}.csv", $"{LandedFiles.GoodRows} WHERE {part}")))
            .ToList();
        var report = BatchReport.Join("run", Definition, "january", shards, whole.Profile);
        Assert.True(report.Accepted);
        Assert.Equal((300, 3), (report.Rows, report.Files));
        Assert.Equal(CanonicalJson.DigestOf(whole.Profile!), CanonicalJson.DigestOf(report.Profile!));
        Assert.All(report.Drift, drift => Assert.Equal((0, 0), (drift.Psi, drift.JensenShannon)));
        Assert.Equal(["minute", "distance", "day"], report.Drift.Select(drift => drift.Column));
    }

    [Fact]
    public void Join_OneBadShard_RejectsAndNamesIt()
    {
        var good = LandedFiles.Validate(_files.Write("good.parquet", LandedFiles.GoodRows));
        var bad = LandedFiles.Validate(_files.Write("bad.parquet", $"SELECT * REPLACE (5 AS late) FROM ({LandedFiles.GoodRows})"));
        var report = BatchReport.Join("run", Definition, "january", [good, bad], null);
        Assert.False(report.Accepted);
        Assert.Equal("bad.parquet", Assert.Single(report.Violations).File);
    }

    [Fact]
    public void Join_UnexpectedColumnOnly_IsAccepted()
    {
        var shard = LandedFiles.Validate(_files.Write("more.parquet", $"SELECT *, 1 AS extra FROM ({LandedFiles.GoodRows})"));
        var report = BatchReport.Join("run", Definition, "january", [shard], null);
        Assert.True(report.Accepted);
        Assert.Equal("column-unexpected", Assert.Single(report.Violations).Rule);
    }

    [Fact]
    public void Join_OneClassInEveryShard_IsRejectedOnlyAsAWhole()
    {
        var zero = LandedFiles.Validate(_files.Write("zero.parquet", $"SELECT * REPLACE (0 AS late) FROM ({LandedFiles.GoodRows})"));
        var one = LandedFiles.Validate(_files.Write("one.parquet", $"SELECT * REPLACE (1 AS late) FROM ({LandedFiles.GoodRows})"));
        Assert.Empty(zero.Violations);
        Assert.True(BatchReport.Join("run", Definition, "january", [zero, one], null).Accepted);
        var rejected = Assert.Single(BatchReport.Join("run", Definition, "january", [zero, zero], null).Violations);
        Assert.Equal(("label-one-class", "late", 600), (rejected.Rule, rejected.Column!, rejected.Count));
    }

    [Fact]
    public void Join_TooFewRowsOrNoFiles_IsRejected()
    {
        var few = LandedFiles.Validate(_files.Write("few.parquet", $"{LandedFiles.GoodRows} LIMIT 99"));
        Assert.Equal(("rows", 99), Rule(BatchReport.Join("run", Definition, "january", [few], null)));
        Assert.Equal(("empty", 1), Rule(BatchReport.Join("run", Definition, "january", [], null)));

        static (string, long) Rule(ValidationReport report) => (Assert.Single(report.Violations).Rule, report.Violations[0].Count);
    }

    [Fact]
    public void Join_MovedColumn_IsReportedAndJudgedByItsLimit()
    {
        var before = LandedFiles.Validate(_files.Write("before.parquet", LandedFiles.GoodRows)).Profile;
        var after = LandedFiles.Validate(_files.Write("after.parquet", $"SELECT * REPLACE ('Mon' AS day) FROM ({LandedFiles.GoodRows})"));
        var lax = BatchReport.Join("run", Definition, "february", [after], before);
        Assert.True(lax.Accepted);
        Assert.True(lax.Drift.Single(drift => drift.Column == "day").Psi > 0.25);
        var strict = BatchReport.Join("run", Definition with { Validation = new() { MaxDrift = 0.25 } }, "february", [after], before);
        Assert.Equal(("drift", "day"), (Assert.Single(strict.Violations).Rule, strict.Violations[0].Column!));
    }

    [Fact]
    public void Profile_UnderOtherBounds_IsTheSame()
    {
        DatasetProfile Of(double max) =>
            LandedFiles
                .Validate(
                    _files.Write("a.parquet", LandedFiles.GoodRows),
                    LandedFiles.Contract with
                    {
                        Columns = [LandedFiles.Contract.Columns[0] with { Max = max }],
                    }
                )
                .Profile!;
        Assert.Equal(CanonicalJson.DigestOf(Of(1439)), CanonicalJson.DigestOf(Of(1500)));
        Assert.Equal(600, ProfileMerge.Merge([Of(1439), Of(1500)]).Columns[0].BinCounts.Sum());
        Assert.Equal(0, Assert.Single(Drift.Between(Of(1439), Of(1500))).Psi);
    }

    public void Dispose() => _files.Dispose();
}
