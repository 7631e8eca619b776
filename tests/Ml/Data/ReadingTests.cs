using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>Files as people and programs write them: what is told from the file, what has to be stated, and what is refused.</summary>
public sealed partial class ReadingTests : IDisposable
{
    private const string Plain = "hour,weight,zone,late\n4,17.12,north,1\n15,2285.5,west,0\n6,,north,0\n";
    private readonly LandedFiles _files = new();

    private static DataContract Depot { get; } =
        new()
        {
            Columns =
            [
                new()
                {
                    Name = "hour",
                    Type = ColumnType.Integer,
                    Min = 0,
                    Max = 23,
                },
                new()
                {
                    Name = "weight",
                    Type = ColumnType.Number,
                    Min = 0,
                    MaxMissing = 0.5,
                },
                new()
                {
                    Name = "zone",
                    Type = ColumnType.Category,
                    MaxMissing = 0.5,
                },
            ],
            Label = new() { Name = "late", Values = ["0", "1"] },
        };

    public static TheoryData<string, string, string> Dialects =>
        new()
        {
            { "plain", Plain, "" },
            { "crlf", Plain.Replace("\n", "\r\n", StringComparison.Ordinal), "" },
            { "mark", "\uFEFF" + Plain, "" },
            { "blanks around names", Plain.Replace("hour,weight,zone,late", "hour, weight , zone,late", StringComparison.Ordinal), "" },
            {
                "semicolon",
                "hour;weight;zone;late\n4;17,12;north;1\n15;2285,5;west;0\n6;;north;0\n",
                "';' between cells, with ',' as decimal"
            },
            { "semicolon and points", Plain.Replace(',', ';'), "';' between cells. " },
            { "tab", Plain.Replace(',', '\t'), "tabs between cells" },
            { "bar", Plain.Replace(',', '|'), "'|' between cells" },
            { "thousands", "hour;weight;zone;late\n4;17,12;north;1\n15;2.285,5;west;0\n6;;north;0\n", "'.' between thousands" },
            { "quoted thousands", "hour,weight,zone,late\n4,17.12,north,1\n15,\"2,285.5\",west,0\n6,,north,0\n", "',' between thousands" },
            { "sep=,", "sep=,\n" + Plain, "without its first line" },
            {
                "sep=;",
                "sep=;\r\nhour;weight;zone;late\r\n4;17,12;north;1\r\n15;2285,5;west;0\r\n6;;north;0\r\n",
                "without its first line"
            },
            { "a title above", "Depots of 2026\n\n" + Plain, "without its first 2 lines" },
            { "n/a", Plain.Replace(",,", ",n/a,", StringComparison.Ordinal), "'n/a'" },
            { "NULL", Plain.Replace(",,", ",NULL,", StringComparison.Ordinal), "'NULL'" },
            { "-", Plain.Replace(",,", ",-,", StringComparison.Ordinal), "'-'" },
            {
                "backslashes",
                "hour,weight,zone,note,late\n4,17.12,north,\"12\\\" box, red\",1\n15,2285.5,west,ok,0\n6,,north,ok,0\n",
                "a backslash before quotes"
            },
        };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Read_Csv_IsTheSameTableInEachDialect(string dialect, string content, string told)
    {
        var file = _files.Text($"{dialect.Split(' ')[0].Replace('/', '-')}.csv", content);
        var remarks = Check(file, Depot);
        Assert.Equal(told.Length == 0 ? 0 : 1, remarks.Count);
        Assert.Contains(told, string.Join(' ', remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public void Read_OtherEncodings_AreToldFromTheBytes(string encoding, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding
            .GetEncoding(encoding)
            .GetBytes((mark ? "\uFEFF" : "") + Plain.Replace("north", "Zürich", StringComparison.Ordinal));
        var told = Check(_files.Bytes("d.csv", bytes), Depot, "Zürich");
        Assert.Contains($"as {encoding}", Assert.Single(told), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_AnEncodingThatIsStated_IsTakenForWhatItIs()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding("windows-1250").GetBytes(Plain.Replace("north", "Łódź", StringComparison.Ordinal));
        Check(_files.Bytes("d.csv", bytes), Depot with { Format = new() { Encoding = "windows-1250" } }, "Łódź");
    }

    [Theory]
    [InlineData("depot.csv.gz", true)]
    [InlineData("depot.csv", true)]
    [InlineData("depot.csv.zst", false)]
    [InlineData("depot.csv.gz", null)]
    public void Read_Compressed_IsToldFromTheBytesWhateverTheName(string name, bool? gzip)
    {
        using var packed = new MemoryStream();
        using (
            Stream packer = gzip switch
            {
                true => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
                false => new CompressionStream(packed, leaveOpen: true),
                _ => new BufferedStream(packed),
            }
        )
        {
            packer.Write(Encoding.UTF8.GetBytes(Plain));
            packer.Flush();
            var told = gzip is null
                ? []
                : new[] { $"'{name}' has been read unpacked from {(gzip == true ? "gzip" : "zstd")}. 'data.format' states it otherwise." };
            if (packer is CompressionStream or GZipStream)
            {
                packer.Dispose();
            }

            Assert.Equal(told, Check(_files.Bytes(name, packed.ToArray()), Depot));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2 }, "gzip compression is damaged")]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0xFF, 1, 2, 3, 4 }, "zstd compression is damaged")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0, 0, 0 }, "zip archive, or an Excel workbook")]
    [InlineData(new byte[] { 0x50, 0x41, 0x52, 0x31, 20, 0, 0, 0 }, "Land it under a name that ends in .parquet")]
    public void Validate_WhatIsNoText_IsOneSentence(byte[] bytes, string told)
    {
        var violation = Assert.Single(LandedFiles.Validate(_files.Bytes("d.csv", bytes), Depot).Violations);
        Assert.Equal("readable", violation.Rule);
        Assert.Contains(told, violation.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void Validate_AGzipFileThatBreaksOff_IsNotAShorterOne(double share)
    {
        using var packed = new MemoryStream();
        using (var packer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packer.Write(
                Encoding.UTF8.GetBytes(Plain + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i % 24},{i * 7919 % 1000},a,1\n")))
            );
        }

        var file = _files.Bytes("d.csv.gz", packed.ToArray()[..(int)(packed.Length * share)]);
        Assert.Equal(
            "'d.csv.gz' cannot be read as CSV; its gzip compression is damaged or breaks off. Land it again, whole and in that format.",
            Assert.Single(LandedFiles.Validate(file, Depot).Violations).Message
        );
    }

    [Theory]
    [InlineData("4;17,12;north;1\n15;2285,5;west;0\n6;;north;0\n")]
    [InlineData("# made by hand\nhour;weight;zone;late\n4;17,12;north;1\n15;2285,5;west;0\n6;x;north;0\n")]
    [InlineData("'hour':'weight':'zone':'late'\n4:17.12:'no''rth':1\n15:2285.5:'west':0\n6:-999:'no''rth':0\n")]
    public void Read_WhatIsStated_IsRead(string content)
    {
        FormatSettings format = content[0] switch
        {
            '4' => new() { Header = ["hour", "weight", "zone", "late"] },
            '#' => new() { Comment = "#", Missing = ["x"] },
            _ => new()
            {
                Delimiter = ":",
                Quote = "'",
                Missing = ["-999.0"],
            },
        };
        Check(_files.Text("d.csv", content), Depot with { Format = format }, content[0] == '\'' ? "no'rth" : "north");
    }

    [Fact]
    public void Validate_AFileWithoutHeader_IsOneSentence()
    {
        var violation = Assert.Single(LandedFiles.Validate(_files.Text("d.csv", "4,17.12,north,1\n15,2.5,west,0\n"), Depot).Violations);
        Assert.Equal(
            "'d.csv' cannot be read as CSV; its first line holds values ('4', '17.12', 'north', '1'), not names of columns. Add a header "
                + "line, or name the columns in 'data.format.header'.",
            violation.Message
        );
    }

    [Fact]
    public void Validate_ATotalBelowTheTable_IsShownAsTheLastLine()
    {
        var report = LandedFiles.Validate(_files.Text("d.csv", Plain + "Total: 3\n"), Depot);
        Assert.Contains(
            "'Total: 3' is the file's last line: if it is a total below the table, remove it.",
            Assert.Single(report.Violations).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("")]
    [InlineData("[")]
    public void Read_JsonAsPythonWritesIt_IsRead(string start)
    {
        string[] rows =
        [
            """{"hour": 4, "weight": 17.12, "zone": "north", "late": 1}""",
            """{"hour": 15, "weight": 2285.5, "late": 0, "zone": "west"}""",
            """{"hour": 6, "weight": NaN, "zone": "north", "late": 0}""",
        ];
        var name = start == "[" ? "d.json" : "d.jsonl";
        var text =
            start == "["
                ? $"[\n {string.Join(",\n ", rows).Replace("NaN", "null", StringComparison.Ordinal)}\n]\n"
                : $"{start}{string.Join('\n', rows)}\n\n";
        Check(_files.Text(name, text), Depot);
    }

    [Theory]
    [InlineData("d.jsonl")]
    [InlineData("d.parquet")]
    public void Validate_AColumnInsideAnother_IsToldAndReadOnceItsPathIsStated(string name)
    {
        var file = _files.Write(
            name,
            "SELECT h AS hour, w AS weight, {'zone': z, 'dock': 1} AS place, l AS late FROM (VALUES (4, 17.12, 'north', 1), (15, 2285.5, "
                + "'west', 0), (6, NULL, 'north', 0)) t(h, w, z, l)"
        );
        var missing = LandedFiles.Validate(file, Depot).Violations.Single(violation => violation.Rejects);
        Assert.Equal(
            $"'{name}' has no column 'zone'; it has 'place.zone': state 'data.format.paths: {{ zone: place.zone }}'.",
            missing.Message
        );
        Check(file, Depot with { Format = new() { Paths = new Dictionary<string, string> { ["zone"] = "place.zone" } } });
        Assert.Equal(
            "north",
            TableReader
                .Read([file], Depot with { Columns = [.. Depot.Columns.Take(2), Depot.Columns[2] with { Name = "place.zone" }] })
                .Categories("place.zone")[2]
        );
    }

    [Fact]
    public void Validate_JsonObjectsAsCategories_AreNoTexts()
    {
        var file = _files.Text("d.jsonl", """{"hour": 4, "weight": 1, "zone": {"name": "north", "id": 0}, "late": 1}""" + "\n");
        var violation = Assert.Single(LandedFiles.Validate(file, Depot).Violations);
        Assert.Equal(("type", "zone", 1L), (violation.Rule, violation.Column!, violation.Count));
        Assert.Contains("'data.format.paths: { zone: zone.key }'", violation.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zone=north/part-0.parquet", "north")]
    [InlineData("year=2026/zone=K%C3%B6ln%20Nord/part-0.parquet", "Köln Nord")]
    [InlineData("zone=__HIVE_DEFAULT_PARTITION__/part-0.parquet", "")]
    public void Read_FoldersWithNames_AreColumns(string name, string zone)
    {
        var file = _files.Write(name, "SELECT 4 AS hour, 1.5 AS weight, i % 2 AS late FROM range(4) r(i)");
        var contract = Depot with { Columns = [.. Depot.Columns.Take(2), Depot.Columns[2] with { MaxMissing = 1 }] };
        Assert.Empty(LandedFiles.Validate(file, contract).Violations);
        Assert.Equal(zone, TableReader.Read([file], contract).Categories("zone")[3]);
        var stated = Assert.Single(LandedFiles.Validate(file, Depot with { Format = new() { Partitions = false } }).Violations);
        Assert.Equal("column-missing", stated.Rule);
    }

    public void Dispose() => _files.Dispose();

    // Validation passes it, and training reads the same: three rows, of which the last lacks its weight.
    private static List<string> Check(LocalDataFile file, DataContract contract, string first = "north")
    {
        var report = LandedFiles.Validate(file, contract);
        Assert.Empty(report.Violations.Where(violation => violation.Rejects).Select(violation => violation.Message));
        Assert.Equal((3, 2L, 1L), (report.Rows, report.Profile!.Labels["0"], report.Profile.Columns[1].Missing));
        var table = TableReader.Read([file], contract);
        Assert.Equal([4, 15, 6], table.Numbers("hour").Values);
        Assert.Equal([17.12f, 2285.5f, float.NaN], table.Numbers("weight").Values);
        Assert.Equal([first, "west", first], Enumerable.Range(0, 3).Select(row => table.Categories("zone")[row]));
        Assert.Equal([1, 0, 0], table.Numbers("late").Values);
        Assert.Equal(2, report.Profile.Columns[2].Categories[first]);
        return [.. report.Violations.Where(violation => violation.Rule is not "column-unexpected").Select(violation => violation.Message)];
    }
}
