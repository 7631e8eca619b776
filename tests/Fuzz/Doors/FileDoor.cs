using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>The readers of landed files: what validation says is good can be read for training.</summary>
internal sealed class FileDoor : Door
{
    private static readonly DataEngine Engine = new() { Threads = 1, Memory = 512 };

    private static readonly DataContract Contract = new()
    {
        Columns =
        [
            new()
            {
                Name = "distance",
                Type = ColumnType.Number,
                Min = 0,
                MaxMissing = 0.5,
            },
            new()
            {
                Name = "origin",
                Type = ColumnType.Category,
                MaxMissing = 0.5,
            },
            new()
            {
                Name = "hour",
                Type = ColumnType.Integer,
                MaxMissing = 0.5,
            },
        ],
        Label = new() { Name = "late", Values = ["0", "1"] },
    };

    private static readonly string[] Words =
    [
        ",",
        ";",
        "\t",
        "\"",
        "\"\"",
        "'",
        "\\",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\ufeff",
        "\u00a0",
        "\u2028",
        "\u0301",
        "NaN",
        "inf",
        "-",
        "1e999",
        "1,5",
        "1.234,5",
        "0x1",
        "-9999",
        "N/A",
        "NULL",
        "true",
        "2026-01-01",
        "late",
        "distance",
        "LATE",
        "{\"a\":",
        "[",
        "]",
        "}",
        "{",
        ":",
        "=1+1",
        "{{HEX}}",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Damage _texts;
    private readonly Damage _columns;
    private int _files;

    public FileDoor()
    {
        _texts = new([.. Texts().Select(Encoding.UTF8.GetBytes)], Words);
        _columns = new([Parquet("snappy"), Parquet("zstd"), Parquet("uncompressed")], []);
    }

    public override async Task<string?> TryAsync(Random random)
    {
        var format = (DataFormat)random.Next(3);
        var input = format == DataFormat.Parquet ? _columns.Of(random) : _texts.Of(random);
        var packed = random.Next(10) == 0;
        if (packed)
        {
            input = Packed(input);
            if (random.Next(2) == 0)
            {
                input = _columns.Of(input, random);
            }
        }

        var path = _folder[$"{Interlocked.Increment(ref _files)}{format.Extension()}"];
        var asked = $"{format}{(packed ? ", packed" : "")}: {Convert.ToBase64String(input)}";
        await File.WriteAllBytesAsync(path, input);
        try
        {
            return Take(new(path, $"part{format.Extension()}", format), asked);
        }
        catch (Exception e) when (e is not BrokenRuleException)
        {
            throw new BrokenRuleException(
                $"{e.GetType().Name} {(e.Message.Length > 60 ? e.Message[..60] : e.Message)} {e.StackTrace?.Split('\n')[0]}",
                asked,
                e
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Take(LocalDataFile file, string asked)
    {
        var report = ShardValidator.Validate(file, Contract, new ValidationRules(), TimeProvider.System, Engine);
        foreach (var violation in report.Violations)
        {
            if (violation.Message.Length == 0 || violation.Message.Contains(file.Path, StringComparison.Ordinal))
            {
                throw new BrokenRuleException("a violation without words, or with a path of the machine", $"{violation}\n  {asked}");
            }
        }

        if (report.Violations.FirstOrDefault(violation => violation.Rejects) is { } rejection)
        {
            return $"{file.Format} {rejection.Rule}";
        }

        if (report.Rows == 0)
        {
            return "no rows";
        }

        var table = TableReader.Read([file], Contract, Engine);
        return table.RowCount == report.Rows
            ? null
            : throw new BrokenRuleException("validation and training count other rows", $"{report.Rows}, {table.RowCount}\n  {asked}");
    }

    private static IEnumerable<string> Texts()
    {
        var rows = Enumerable
            .Range(0, 12)
            .Select(row => (Distance: 100 + row * 7.5, Origin: row % 3 == 0 ? "ORD" : "Zürich", Hour: row, Late: row % 2))
            .ToList();
        yield return "distance,origin,hour,late\n"
            + string.Concat(rows.Select(row => FormattableString.Invariant($"{row.Distance},{row.Origin},{row.Hour},{row.Late}\n")));
        yield return "late;hour;origin;distance\r\n"
            + string.Concat(
                rows.Select(row =>
                    FormattableString.Invariant($"{row.Late};{row.Hour};\"{row.Origin}\";{row.Distance}\r\n").Replace('.', ',')
                )
            );
        yield return "distance,origin,hour,late\n1,\"a \"\"quoted\"\" name\",3,0\n,\"two\nlines\",,1\n2.5,,4,1\n";
        yield return string.Concat(
            rows.Select(row =>
                FormattableString.Invariant(
                    $$"""{"distance": {{row.Distance}}, "origin": "{{row.Origin}}", "hour": {{row.Hour}}, "late": {{row.Late}}}"""
                ) + "\n"
            )
        );
        yield return """[{"distance": 1, "origin": null, "hour": 3, "late": 0}, {"distance": null, "origin": "x", "hour": 4, "late": 1}]""";
    }

    private byte[] Parquet(string compression)
    {
        var path = _folder[$"{compression}.parquet"];
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText =
            $"COPY (SELECT (100 + i * 7.5)::DOUBLE AS distance, CASE WHEN i % 3 = 0 THEN NULL ELSE 'city ' || (i % 5) END AS origin, i % 24 AS hour, "
            + $"(i % 2)::INTEGER AS late FROM range(60) t(i)) TO '{path}' (FORMAT parquet, COMPRESSION {compression})";
        command.ExecuteNonQuery();
        return File.ReadAllBytes(path);
    }

    private static byte[] Packed(byte[] input)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(input);
        }

        return packed.ToArray();
    }
}
