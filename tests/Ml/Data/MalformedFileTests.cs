using System.Text;
using DuckDB.NET.Data;

namespace ServerlessML.Tests.Ml.Data;

public sealed class MalformedFileTests : IDisposable
{
    private const string Header = "minute,distance,day,late\n";
    private readonly LandedFiles _files = new();

    [Theory]
    [InlineData("1,2,Mon,0,9\n", "line 3")]
    [InlineData("1,2\n", "line 3")]
    [InlineData("1,\"2\"x,Mon,0\n", "line 3")]
    [InlineData("1,2,\"Mon,0\n", "line 3")]
    public void Validate_CsvWithBrokenLine_NamesFileAndLine(string line, string place)
    {
        var report = LandedFiles.Validate(_files.Text("broken.csv", Header + "7,1.5,Mon,0\n" + line));
        var violation = Assert.Single(report.Violations, violation => violation.Rule == "readable");
        Assert.Equal(1, violation.Count);
        Assert.Contains(place, violation.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"1 line of 'broken.csv' cannot be read as CSV; the first is {place}: ",
            violation.Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(place, violation.Examples[0], StringComparison.Ordinal);
        Assert.Equal(1, report.Rows);
    }

    [Fact]
    public void Validate_CsvWithDamagedUtf8_NamesTheLine()
    {
        var bytes = Encoding.Latin1.GetBytes(Header + "7,1.5,Mon,0\n8,1.5,Z\u00ffrich,0\n");
        var violation = Assert.Single(LandedFiles.Validate(_files.Bytes("latin.csv", bytes)).Violations);
        Assert.Equal("readable", violation.Rule);
        Assert.Contains("line 3", violation.Message, StringComparison.Ordinal);
        Assert.Contains("utf-8", violation.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("noise.csv")]
    [InlineData("noise.ndjson")]
    [InlineData("noise.parquet")]
    public void Validate_Noise_IsUnreadableNotACrash(string name)
    {
        var noise = new byte[20_000];
        new Random(1).NextBytes(noise);
        var report = LandedFiles.Validate(_files.Bytes(name, noise));
        var violation = Assert.Single(report.Violations, violation => violation.Rule == "readable");
        Assert.Contains(name, violation.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_CsvWithZeroBytesInItsHeader_SaysSo()
    {
        var violation = Assert.Single(
            LandedFiles.Validate(_files.Text("wide.csv", Header.Replace("day", "d\0y") + "1,2,Mon,0\n")).Violations
        );
        Assert.Contains("not a CSV file in UTF-8", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_CsvWithUnclosedHeader_IsUnreadable()
    {
        var violation = Assert.Single(LandedFiles.Validate(_files.Text("a.csv", "\"minute,distance\n1,2\n")).Violations);
        Assert.Contains("header", violation.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void Validate_ParquetCutShort_IsUnreadable(double share)
    {
        var whole = _files.Write("whole.parquet", LandedFiles.GoodRows);
        var bytes = File.ReadAllBytes(whole.Path);
        var violation = Assert.Single(LandedFiles.Validate(_files.Bytes("cut.parquet", bytes[..(int)(bytes.Length * share)])).Violations);
        Assert.Equal("readable", violation.Rule);
        Assert.StartsWith("'cut.parquet' cannot be read as PARQUET; ", violation.Message, StringComparison.Ordinal);
        Assert.Equal(1, violation.Message.Split("cut.parquet").Length - 1);
    }

    [Fact]
    public void Validate_ParquetWithDamagedPages_IsUnreadable()
    {
        var bytes = File.ReadAllBytes(_files.Write("whole.parquet", LandedFiles.GoodRows).Path);
        bytes.AsSpan(4, bytes.Length / 3).Fill(0xEE);
        Assert.Equal("readable", Assert.Single(LandedFiles.Validate(_files.Bytes("damaged.parquet", bytes)).Violations).Rule);
    }

    [Fact]
    public void Validate_NdjsonWithBrokenLines_CountsAndPlacesThem()
    {
        var good = """{"minute":7,"distance":1.5,"day":"Mon","late":0}""";
        var report = LandedFiles.Validate(_files.Text("a.ndjson", $"{good}\n{{\"minute\":\n{good}\n[1,2]\n{good}\n"));
        var violation = Assert.Single(report.Violations);
        Assert.Equal(("readable", 2, 3), (violation.Rule, violation.Count, report.Rows));
        Assert.Equal(["row 2", "row 4"], violation.Examples);
        Assert.Contains("line", violation.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "")]
    [InlineData("a.csv", Header)]
    [InlineData("a.csv", "minute,distance,day,late")]
    [InlineData("a.ndjson", "")]
    [InlineData("a.parquet", "")]
    public void Validate_NoRows_IsEmpty(string name, string content)
    {
        var file = _files.Text(name, content);
        var violation = Assert.Single(LandedFiles.Judge(file));
        Assert.Equal(
            ("empty", true, $"'{name}' has no rows. Land the batch again with its rows."),
            (violation.Rule, violation.Rejects, violation.Message)
        );
        Assert.Equal(0, LandedFiles.Validate(file).Rows);
    }

    [Fact]
    public void Validate_ParquetWithoutRows_IsEmpty()
    {
        var violation = Assert.Single(LandedFiles.Judge(_files.Write("a.parquet", $"{LandedFiles.GoodRows} WHERE i < 0")));
        Assert.Equal(("empty", true), (violation.Rule, violation.Rejects));
    }

    [Theory]
    [InlineData("huge.csv")]
    [InlineData("huge.ndjson")]
    [InlineData("huge.parquet")]
    public void Validate_TenMegabyteCell_IsOneViolation(string name)
    {
        var file = _files.Write(
            name,
            $"SELECT * REPLACE (CASE WHEN minute = 7 THEN repeat('x', 10000000) ELSE day END AS day) FROM ({LandedFiles.GoodRows})"
        );
        var violation = Assert.Single(LandedFiles.Validate(file).Violations);
        Assert.Equal(("cell-size", 1), (violation.Rule, violation.Count));
        Assert.All(violation.Examples, example => Assert.InRange(example.Length, 1, 80));
        Assert.InRange(violation.Message.Length, 1, 500);
    }

    [Fact]
    public void Validate_FileGone_Throws()
    {
        var file = _files.Write("gone.csv", LandedFiles.GoodRows);
        File.Delete(file.Path);
        Assert.Contains(
            "gone.csv",
            Assert.Throws<FileNotFoundException>(() => LandedFiles.Validate(file)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_BrokenFile_NamesIt()
    {
        var file = _files.Text("broken.csv", Header + "7,1.5,Mon,0\n1,2,Mon,0,9\n");
        var failure = Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], LandedFiles.Contract));
        Assert.StartsWith("broken.csv:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NamesMadeToInject_StayNames()
    {
        const string evil = "a'); DROP TABLE shard; --";
        const string quoted = "\"x\"\"; SELECT 1";
        var contract = new DataContract
        {
            Columns =
            [
                new() { Name = evil, Type = ColumnType.Number },
                new()
                {
                    Name = quoted,
                    Type = ColumnType.Category,
                    Values = ["o'clock", "'); --"],
                },
                new() { Name = "東京/~\u202E..", Type = ColumnType.Category },
            ],
            Label = new() { Name = "late", Values = ["it's", "isn't"] },
        };
        static string Id(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var query =
            $"SELECT i AS {Id(evil)}, 'o''clock' AS {Id(quoted)}, '..' AS {Id(contract.Columns[2].Name)}, "
            + "CASE WHEN i % 2 = 0 THEN 'it''s' ELSE 'isn''t' END AS late FROM range(50) r(i)";
        foreach (var format in new[] { "csv", "ndjson", "parquet" })
        {
            var file = _files.Write($"../../'; DROP TABLE shard; --.{format}", query);
            Assert.Empty(LandedFiles.Validate(file, contract).Violations);
            var table = TableReader.Read([file], contract);
            Assert.Equal(25, table.Numbers("late").Values.Sum());
            Assert.Equal("o'clock", table.Categories(quoted)[49]);
        }
    }

    [Fact]
    public void Session_OtherFiles_AreOutOfReach()
    {
        var file = _files.Write("a.csv", LandedFiles.GoodRows);
        var other = _files.Write("b.csv", LandedFiles.GoodRows);
        using var session = DataSession.Open([file], DataEngine.Default);
        session.Run($"SELECT * FROM read_csv('{file.Path}')");
        foreach (
            var sql in new[]
            {
                $"SELECT * FROM read_csv('{other.Path}')",
                "SELECT * FROM read_text('/etc/hostname')",
                $"COPY (SELECT 1) TO '{other.Path}'",
                "SET enable_external_access = true",
                "INSTALL httpfs",
                "ATTACH 'x.db'",
            }
        )
        {
            Assert.Throws<DuckDBException>(() => session.Run(sql));
        }
    }

    public void Dispose() => _files.Dispose();
}
