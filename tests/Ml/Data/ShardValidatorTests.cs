using DuckDB.NET.Data;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Tests.Ml.Data;

public sealed partial class ShardValidatorTests : IDisposable
{
    private readonly LandedFiles _files = new();

    public static TheoryData<string> Formats => ["good.csv", "good.ndjson", "good.jsonl", "good.parquet"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Validate_GoodFile_PassesWithOneProfileWhateverTheFormat(string name)
    {
        var report = LandedFiles.Validate(_files.Write(name, LandedFiles.GoodRows));
        Assert.Empty(report.Violations);
        Assert.Equal((300, 0), (report.Rows, report.Duplicates));
        var (minute, distance, day) = (report.Profile!.Columns[0], report.Profile.Columns[1], report.Profile.Columns[2]);
        Assert.Equal((0.0, 1435.0), (minute.Min, minute.Max));
        Assert.Equal(300, minute.BinCounts.Sum());
        // More values than bins: each is alone in its own, since two would be more than a two-hundredth.
        Assert.Equal((299, 0.0), (minute.BinEdges.Count, minute.BinEdges[0]));
        Assert.Equal(299 * 300 / 2 / 4.0, distance.Sum);
        Assert.Equal(Enumerable.Range(0, 300).Sum(i => i / 4.0 * (i / 4.0)), distance.SumOfSquares);
        Assert.Equal(["Mon=100", "Tue=100", "Wed=100"], day.Categories.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["0=240", "1=60"], report.Profile.Labels.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Theory]
    [InlineData("a.csv", "minute AS at", "", "")]
    [InlineData("a.csv", "DATE '2026-01-01' + minute::INTEGER AS at", "", "")]
    [InlineData(
        "a.parquet",
        "minute AS att",
        "column-missing",
        "'a.parquet' has no column 'at', which 'evaluation.split' divides the rows by; did you mean 'att'?"
    )]
    [InlineData(
        "a.ndjson",
        "CASE WHEN minute <> 7 THEN minute END AS at",
        "missing",
        "1 value in column 'at' of 'a.ndjson' is missing, of 300 rows (0.3333 %), where none may be. Fill them in: 'evaluation.split' "
            + "divides the rows by this column."
    )]
    [InlineData(
        "a.csv",
        "CASE WHEN minute <> 7 THEN minute::VARCHAR ELSE 'soon' END AS at",
        "time",
        "1 value in column 'at' of 'a.csv' is neither a date (2026-01-31, with or without a time) nor a number; 'evaluation.split' "
            + "divides the rows by this column, such as line 3: 'soon'. Correct them, or leave those rows out."
    )]
    public void Validate_TheTimeOfASplit_IsThereInEachRowThoughNoInput(string name, string at, string rule, string message)
    {
        SplitSettings split = new()
        {
            Kind = SplitKind.Time,
            Time = new() { Column = "at" },
        };
        var file = _files.Write(name, $"SELECT *, {at} FROM ({LandedFiles.GoodRows})");
        var broken = LandedFiles.Judge([file], split: split).Where(violation => violation.Rejects).ToList();
        Assert.Equal(rule.Length == 0 ? [] : [(rule, message)], broken.Select(violation => (violation.Rule, violation.Message)));
        Assert.Equal(rule == "time" ? ["line 3: 'soon'"] : [], broken.SelectMany(violation => violation.Examples));
    }

    [Theory]
    [InlineData("type.csv", "minute", "'noon'", "noon")]
    [InlineData("type.ndjson", "minute", "'noon'", "noon")]
    [InlineData("type.csv", "minute", "7.5", "7.5")]
    [InlineData("type.parquet", "minute", "7.5", "7.5")]
    [InlineData("type.csv", "distance", "'inf'", "inf")]
    [InlineData("type.parquet", "distance", "'inf'::DOUBLE", "inf")]
    [InlineData("range.csv", "minute", "1440", "1440")]
    [InlineData("range.parquet", "minute", "-1", "-1")]
    [InlineData("range.ndjson", "distance", "-0.5", "-0.5")]
    [InlineData("domain.csv", "day", "'Moon'", "Moon")]
    [InlineData("domain.parquet", "day", "'mon'", "mon")]
    [InlineData("domain.ndjson", "day", "'moN'", "moN")]
    [InlineData("label-domain.csv", "late", "2", "2")]
    [InlineData("label-domain.parquet", "late", "-1", "-1")]
    [InlineData("label-domain.ndjson", "late", "'yes'", "yes")]
    [InlineData("missing.csv", "minute", "NULL", null)]
    [InlineData("missing.parquet", "day", "NULL", null)]
    [InlineData("missing.ndjson", "late", "NULL", null)]
    [InlineData("cell-size.csv", "day", "repeat('x', 65537)", "xxx")]
    [InlineData("cell-size.parquet", "day", "repeat('x', 65537)", "xxx")]
    [InlineData("cell-size.csv", "distance", "repeat('x', 65537)", "xxx")]
    public void Validate_ThreeBadCells_AreCountedAndShown(string name, string column, string bad, string? shown)
    {
        var stored =
            column == "day"
            || bad.StartsWith('\'') && !bad.EndsWith("DOUBLE", StringComparison.Ordinal)
            || bad.StartsWith("repeat", StringComparison.Ordinal)
                ? "VARCHAR"
                : "DOUBLE";
        var file = _files.Write(
            name,
            $"SELECT * REPLACE (CASE WHEN minute IN (7, 14, 70) THEN ({bad})::{stored} ELSE {column}::{stored} END AS {column}) "
                + $"FROM ({LandedFiles.GoodRows})"
        );
        var violation = Assert.Single(LandedFiles.Judge(file));
        Assert.Equal(
            (Path.GetFileNameWithoutExtension(name), column, 3, name),
            (violation.Rule, violation.Column!, violation.Count, violation.File)
        );
        Assert.True(violation.Rejects);
        Assert.Contains($"'{column}'", violation.Message, StringComparison.Ordinal);
        Assert.All(violation.Examples, example => Assert.InRange(example.Length, 1, 80));
        // One value, once: with the place where it is first.
        var place = name.EndsWith(".csv", StringComparison.Ordinal) ? "line 3" : "row 2";
        Assert.Equal(shown is null ? [] : [place], violation.Examples.Select(example => example.Split(':')[0]));
        Assert.All(violation.Examples, example => Assert.StartsWith(shown!, example.Split(": ")[1].Trim('\''), StringComparison.Ordinal));
        Assert.All(violation.Examples, example => Assert.EndsWith(" (3 times)", example, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.ndjson")]
    [InlineData("a.parquet")]
    public void Validate_ALabelThatIsANumber_TakesFiniteNumbersOnly(string name)
    {
        var contract = LandedFiles.Contract with
        {
            Label = new()
            {
                Name = "late",
                Values = [],
                Type = ColumnType.Number,
            },
        };
        var good = _files.Write(name, $"SELECT * REPLACE (distance / 7 AS late) FROM ({LandedFiles.GoodRows})");
        Assert.Empty(LandedFiles.Validate(good, contract).Violations);
        Assert.Equal(300, TableReader.Read([good], contract).RowCount);
        var bad = _files.Write(
            name,
            $"SELECT * REPLACE (CASE minute WHEN 7 THEN 'many' WHEN 14 THEN 'inf' WHEN 21 THEN '1e99' ELSE ' -1.5e3 ' END AS "
                + $"late) FROM ({LandedFiles.GoodRows})"
        );
        var violation = Assert.Single(LandedFiles.Validate(bad, contract).Violations);
        Assert.Equal(("label-domain", 3), (violation.Rule, violation.Count));
        Assert.Contains("are no finite number", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_RepeatedRows_AreCountedAndJudged()
    {
        var file = _files.Write(
            "a.csv",
            $"SELECT * FROM ({LandedFiles.GoodRows}) UNION ALL (SELECT * FROM ({LandedFiles.GoodRows}) LIMIT 100)"
        );
        Assert.Equal(100, LandedFiles.Validate(file).Duplicates);
        Assert.Empty(LandedFiles.Judge(file, rules: new() { MaxDuplicates = 0.25 }));
        var violation = Assert.Single(LandedFiles.Judge(file, rules: new() { MaxDuplicates = 0.2 }));
        Assert.Equal(("duplicates", 100), (violation.Rule, violation.Count));
    }

    [Fact]
    public void Validate_ShardBrokenInThreeWays_NamesEach()
    {
        var report = LandedFiles.Validate(
            _files.Write(
                "broken.parquet",
                $"SELECT minute::VARCHAR AS minute, distance, (late + CASE WHEN minute < 100 THEN 7 ELSE 0 END) AS late FROM "
                    + $"({LandedFiles.GoodRows})"
            )
        );
        Assert.Equal(
            ["column-missing day", "label-domain late", "type minute"],
            report.Violations.Select(violation => $"{violation.Rule} {violation.Column}").Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "VARCHAR in column 'minute', where numbers are expected",
            report.Violations.Single(violation => violation.Rule == "type").Message,
            StringComparison.Ordinal
        );
        Assert.Equal("row 2: '7' (24 times)", report.Violations.Single(violation => violation.Rule == "label-domain").Examples[0]);
    }

    [Fact]
    public void Validate_MoreThanTheMemoryHolds_SpillsOrThrowsButBlamesNoData()
    {
        var contract = LandedFiles.Contract with { Columns = [new() { Name = "text", Type = ColumnType.Category }] };
        var file = _files.Write("wide.parquet", "SELECT repeat(md5(i::VARCHAR), 3) AS text, i % 2 AS late FROM range(1000000) r(i)");
        var engine = new DataEngine
        {
            Threads = 2,
            Memory = 100,
            SpillDirectory = file.Path + ".spill",
        };
        var report = ShardValidator.Validate(file, contract, new(), TimeProvider.System, engine);
        Assert.Equal((1_000_000, 0), (report.Rows, report.Violations.Count));

        var nowhere = engine with { SpillDirectory = Path.Combine(file.Path, "not-a-folder") };
        Assert.Throws<DuckDBException>(() => ShardValidator.Validate(file, contract, new(), TimeProvider.System, nowhere));
    }

    [Fact]
    public void Validate_Twice_GivesTheSameReport()
    {
        var file = _files.Write(
            "a.parquet",
            "SELECT (i % 1440)::INTEGER AS minute, sqrt(i) AS distance, 'Mon' AS day, i % 2 AS late FROM range(300000) r(i)"
        );
        var reports = Enumerable
            .Range(0, 3)
            .Select(_ => CanonicalJson.DigestOf(LandedFiles.Validate(file) with { Seconds = 0 }))
            .Distinct();
        Assert.Single(reports);
    }

    [Fact]
    public void Validate_ManyCategories_ListsTheFrequentAndCountsTheRest()
    {
        var contract = LandedFiles.Contract with { Columns = [new() { Name = "id", Type = ColumnType.Category }] };
        var file = _files.Write("a.parquet", "SELECT 'v' || greatest(i, 500) AS id, i % 2 AS late FROM range(3000) r(i)");
        var profile = LandedFiles.Validate(file, contract).Profile!.Columns[0];
        Assert.Equal((1000, 501, 1500), (profile.Categories.Count, profile.Categories["v500"], profile.OtherCategories));
    }

    public void Dispose() => _files.Dispose();
}
