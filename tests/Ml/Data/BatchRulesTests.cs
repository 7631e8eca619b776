using ServerlessML.Contracts;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>What is a rule of a batch is judged on the batch, whichever of its files has how much of it.</summary>
public sealed class BatchRulesTests : IDisposable
{
    private readonly LandedFiles _files = new();

    // 300 rows a file; column 'distance' may miss in a tenth of the rows, 'minute' and 'day' in none.
    private static string Without(string column, int rows) =>
        $"SELECT * REPLACE (CASE WHEN distance < {rows} / 4.0 THEN NULL ELSE {column} END AS {column}) FROM ({LandedFiles.GoodRows})";

    [Theory]
    [InlineData(".csv")]
    [InlineData(".parquet")]
    [InlineData(".ndjson")]
    public void Missing_EverywhereInOneFileOfMany_IsAShareOfTheBatch(string ending)
    {
        var full = Enumerable.Range(0, 9).Select(i => _files.Write($"shop-{i}{ending}", LandedFiles.GoodRows));
        var none = _files.Write($"shop-9{ending}", Without("distance", 300));
        Assert.Empty(LandedFiles.Judge([.. full, none]));

        var more = _files.Write($"shop-8{ending}", Without("distance", 1));
        var violation = Assert.Single(LandedFiles.Judge([.. full.Take(8), more, none]));
        Assert.Equal(("missing", "distance", 301, 2), (violation.Rule, violation.Column!, violation.Count, violation.Files!.Value));
        Assert.Equal(
            "301 values in column 'distance' of 2 files are missing, of 3000 rows (10.0333 %), where at most 10 % may be, the most (300) "
                + $"in 'shop-9{ending}'. Fill them in, or raise the column's 'max-missing'.",
            violation.Message
        );
    }

    [Fact]
    public void Missing_MuchOfASmallFileAndLittleOfTheBatch_Passes()
    {
        var small = _files.Write("hour-0.csv", $"SELECT * FROM ({Without("distance", 20)}) LIMIT 25");
        Assert.Empty(LandedFiles.Judge([small, _files.Write("hour-1.csv", LandedFiles.GoodRows)]));
        Assert.Equal("missing", Assert.Single(LandedFiles.Judge(small)).Rule);
    }

    [Fact]
    public void Missing_InEveryRowOfEveryFile_IsOneViolation()
    {
        var files = Enumerable.Range(0, 4).Select(i => _files.Write($"{i}.parquet", Without("distance", 300))).ToList();
        var violation = Assert.Single(LandedFiles.Judge(files));
        Assert.Equal(("all-missing", "(batch)", 1200, 4), (violation.Rule, violation.File, violation.Count, violation.Files!.Value));
    }

    [Fact]
    public void Missing_AKeyThatNoObjectOfAFileHas_IsMissingThereAndNoLackingColumn()
    {
        var full = _files.Write("a.ndjson", LandedFiles.GoodRows);
        var unwritten = _files.Write("b.ndjson", $"SELECT * EXCLUDE distance FROM ({LandedFiles.GoodRows})");
        var half = LandedFiles.Contract with
        {
            Columns = [.. LandedFiles.Contract.Columns.Select(column => column with { MaxMissing = 0.5 })],
        };
        Assert.Empty(LandedFiles.Judge([full, unwritten], half));
        Assert.Equal(600, TableReader.Read([full, unwritten], half).RowCount);
        Assert.Equal("missing", Assert.Single(LandedFiles.Judge([full, unwritten])).Rule);
        // A key of nearly that name is a misspelt one.
        var misspelt = _files.Write("c.ndjson", $"SELECT * EXCLUDE distance, distance AS Distance FROM ({LandedFiles.GoodRows})");
        Assert.Equal("column-missing", LandedFiles.Judge([full, misspelt], half)[0].Rule);
    }

    [Fact]
    public void Missing_OfALabel_IsTheBatchsToo()
    {
        var violation = Assert.Single(
            LandedFiles.Judge([_files.Write("a.csv", LandedFiles.GoodRows), _files.Write("b.csv", Without("late", 3))])
        );
        Assert.Equal(("missing", "late", "b.csv", 3), (violation.Rule, violation.Column!, violation.File, violation.Count));
        Assert.Equal(
            "3 values in column 'late' of 'b.csv' are missing, of 600 rows (0.5 %), where none may be. Fill them in, or leave those rows "
                + "out: 'missing: drop' in 'data.label' does.",
            violation.Message
        );
    }

    [Theory]
    [InlineData(0.29, 29, true)]
    [InlineData(0.29, 30, false)]
    public void Missing_AShareInDecimals_IsMeantAsWritten(double share, int missing, bool passes)
    {
        var contract = LandedFiles.Contract with
        {
            Columns = [.. LandedFiles.Contract.Columns.Select(column => column with { MaxMissing = share })],
        };
        var file = _files.Write("a.parquet", $"SELECT * FROM ({Without("distance", missing)}) LIMIT 100");
        Assert.Equal(passes, LandedFiles.Judge(file, contract).Count == 0);
    }

    [Fact]
    public void Duplicates_ManyInOneFile_AreAShareOfTheBatch()
    {
        // 100 repetitions among 400 rows, and none among 600.
        var twice = _files.Write("a.csv", $"{LandedFiles.GoodRows} UNION ALL (SELECT * FROM ({LandedFiles.GoodRows}) LIMIT 100)");
        var (b, c) = (_files.Write("b.csv", LandedFiles.GoodRows), _files.Write("c.csv", LandedFiles.GoodRows));
        Assert.Empty(LandedFiles.Judge([twice, b, c], rules: new() { MaxDuplicates = 0.1 }));
        var violation = Assert.Single(LandedFiles.Judge([twice, b, c], rules: new() { MaxDuplicates = 0.09 }));
        Assert.Equal(
            "100 rows of 'a.csv' repeat an earlier one, of 1000 rows (10 %), where at most 9 % may be. Leave the repetitions out, or raise "
                + "'validation.max-duplicates'.",
            violation.Message
        );
    }

    [Theory]
    [InlineData("part-1.parquet", "WHERE i < 0")]
    [InlineData("part-1.csv", "WHERE i < 0")]
    public void Empty_APartBesideOthers_IsARemark(string name, string where)
    {
        var full = _files.Write("part-0.parquet", LandedFiles.GoodRows);
        var empty = _files.Write(name, $"{LandedFiles.GoodRows} {where}");
        var violation = Assert.Single(LandedFiles.Judge([full, empty]));
        Assert.Equal(("empty", false, name), (violation.Rule, violation.Rejects, violation.File));
        Assert.Equal($"'{name}' has no rows. Nothing is missing by that.", violation.Message);
        Assert.Equal(300, TableReader.Read([full, empty], LandedFiles.Contract).RowCount);
        var definition = new PipelineDefinition { Name = "flights", Data = LandedFiles.Contract };
        var alone = BatchReport.Join("run", definition, "monday", [LandedFiles.Validate(full)], null);
        var pooled = BatchReport.Join("run", definition, "monday", [LandedFiles.Validate(empty), LandedFiles.Validate(full)], null);
        Assert.True(pooled.Accepted);
        Assert.Equal(CanonicalJson.DigestOf(alone.Profile!), CanonicalJson.DigestOf(pooled.Profile!));
    }

    [Theory]
    [InlineData("lines.ndjson", "\n\n")]
    [InlineData("nothing.ndjson", " \n")]
    public void Empty_JsonLinesWithoutALine_IsARemarkAndReadAsNone(string name, string text)
    {
        var full = _files.Write("a.ndjson", LandedFiles.GoodRows);
        var empty = _files.Text(name, text);
        Assert.Equal(("empty", false), (Assert.Single(LandedFiles.Judge([full, empty])).Rule, LandedFiles.Judge([full, empty])[0].Rejects));
        Assert.Equal(300, TableReader.Read([empty, full], LandedFiles.Contract).RowCount);
    }

    [Fact]
    public void Empty_APartWhoseWriterKnewNoTypes_IsARemark()
    {
        var empty = _files.Write(
            "b.parquet",
            $"SELECT minute::VARCHAR AS minute, distance::VARCHAR AS distance, day, late FROM ({LandedFiles.GoodRows}) WHERE false"
        );
        var full = _files.Write("a.parquet", LandedFiles.GoodRows);
        Assert.Equal("empty", Assert.Single(LandedFiles.Judge([full, empty])).Rule);
        Assert.Equal(300, TableReader.Read([full, empty], LandedFiles.Contract).RowCount);
    }

    [Fact]
    public void Empty_Many_AreOneRemarkThatNamesTheFirst()
    {
        var full = _files.Write("part-0.parquet", LandedFiles.GoodRows);
        var empty = Enumerable.Range(1, 5).Select(i => _files.Write($"part-{i}.parquet", $"{LandedFiles.GoodRows} WHERE i < 0"));
        Assert.Equal(
            "5 files ('part-1.parquet', 'part-2.parquet', 'part-3.parquet' and 2 more) have no rows. Nothing is missing by that.",
            Assert.Single(LandedFiles.Judge([full, .. empty])).Message
        );
    }

    [Fact]
    public void Empty_EveryFile_RejectsOnce()
    {
        var files = Enumerable.Range(0, 3).Select(i => _files.Write($"{i}.csv", $"{LandedFiles.GoodRows} WHERE i < 0"));
        var report = BatchReport.Join(
            "run",
            new() { Name = "flights", Data = LandedFiles.Contract },
            "monday",
            [.. files.Select(file => LandedFiles.Validate(file))],
            null
        );
        Assert.False(report.Accepted);
        Assert.Equal(
            ("empty", "None of the batch's 3 files has a row. Land the batch again with its rows."),
            (Assert.Single(report.Violations).Rule, report.Violations[0].Message)
        );
    }

    [Fact]
    public void Violations_OfOneCauseInManyFiles_AreOneSentence()
    {
        var files = Enumerable
            .Range(0, 40)
            .Select(i =>
                _files.Write(
                    $"f{i:D2}.csv",
                    $"SELECT minute, CASE WHEN minute < {(i == 7 ? 80 : 10)} THEN -1.5 ELSE distance END AS distance, late FROM "
                        + $"({LandedFiles.GoodRows})"
                )
            );
        var violations = LandedFiles.Judge(files);
        Assert.Equal(["column-missing", "range"], violations.Select(violation => violation.Rule));
        Assert.Equal(
            "40 files ('f00.csv', 'f01.csv', 'f02.csv' and 37 more) have no column 'day'; of the first: it has 'minute', 'distance', 'late'. Add it to the "
                + "file, or take it out of the definition.",
            violations[0].Message
        );
        // Minutes are multiples of 7, modulo 1440: of 300 rows, few are below 10, and more below 80.
        var (low, high) = (Below(10), Below(80));
        Assert.Equal((39 * low) + high, violations[1].Count);
        Assert.Equal(
            $"{(39 * low) + high} values in column 'distance' of 40 files are outside of 0 and up, the most ({high}) in 'f07.csv', such as "
                + $"line 2: -1.5 ({high} times). Correct them, or widen the column's 'min' and 'max'.",
            violations[1].Message
        );
        Assert.Equal(5, violations[1].Examples.Count);
        Assert.Equal($"'f07.csv' line 2: -1.5 ({high} times)", violations[1].Examples[0]);

        static int Below(int minute) => Enumerable.Range(0, 300).Count(i => i * 7 % 1440 < minute);
    }

    [Fact]
    public void Violations_OfSeveralCauses_AreTheMostFrequentFirst()
    {
        var file = _files.Write(
            "a.csv",
            $"SELECT CASE WHEN minute < 10 THEN 'noon' ELSE minute::VARCHAR END AS minute, distance, CASE WHEN distance > 1 THEN 'Mo' ELSE day "
                + $"END AS day, late, 1 AS extra FROM ({LandedFiles.GoodRows})"
        );
        var violations = LandedFiles.Judge(file);
        Assert.Equal(["domain", "type", "column-unexpected"], violations.Select(violation => violation.Rule));
        Assert.Equal([true, true, false], violations.Select(violation => violation.Rejects));
    }

    [Fact]
    public void Violations_OfTheSameMalformationInManyFiles_AreOneAndOfAnotherAnother()
    {
        var cut = Enumerable.Range(0, 3).Select(i => _files.Text($"cut-{i}.csv", $"\"minute,{new string('x', i)}distance\n1,2\n"));
        var wide = _files.Text("wide.csv", "minute,dist\0ance,day,late\n1,2,Mon,0\n");
        var violations = LandedFiles.Judge([.. cut, wide]);
        Assert.Equal([("readable", 3), ("readable", 1)], violations.Select(violation => (violation.Rule, (int)violation.Count)));
    }

    [Fact]
    public void Examples_OfCsv_NameTheLineOfTheFileBehindBreaksInCellsAndEmptyLines()
    {
        const string text = """
            minute,distance,day,late
            7,1.5,"Mon",0

            8,1.5,"a day
            on two lines",0
            9,x,Mon,1
            10,1.5,Mon,0,extra
            11,x,Mon,1
            12,y,Mon,0

            """;
        var violations = LandedFiles.Judge(_files.Text("a.csv", text));
        var types = Assert.Single(violations, violation => violation.Rule == "type");
        Assert.Equal(["line 6: 'x' (2 times)", "line 9: 'y'"], types.Examples);
        Assert.Equal(
            "line 4: 'a day\non two lines'",
            Assert.Single(Assert.Single(violations, violation => violation.Rule == "domain").Examples)
        );
        Assert.Contains("line 7", Assert.Single(violations, violation => violation.Rule == "readable").Message, StringComparison.Ordinal);
        Assert.Equal(["line 6: 'x' (2 times)", "line 9: 'y'"], Types("\r\n"));
        Assert.Equal(["line 6: 'x' (2 times)", "line 9: 'y'"], Types("\n"));

        IReadOnlyList<string> Types(string newLine) =>
            LandedFiles
                .Judge(_files.Text("a.csv", text.ReplaceLineEndings(newLine)))
                .Single(violation => violation.Rule == "type")
                .Examples;
    }

    [Fact]
    public void Report_OfAnEarlierRelease_IsTakenAsItIs()
    {
        var old = LandedFiles.Validate(_files.Write("a.csv", LandedFiles.GoodRows)) with
        {
            Missing = null,
            Violations =
            [
                new()
                {
                    File = "a.csv",
                    Column = "day",
                    Rule = "missing",
                    Count = 3,
                    Message = "Column 'day': 3 values are missing.",
                },
            ],
        };
        var violation = Assert.Single(BatchRules.Check([old], LandedFiles.Contract, new() { MinRows = 1 }, null));
        Assert.Equal("Column 'day': 3 values are missing.", violation.Message);
    }

    public void Dispose() => _files.Dispose();
}
