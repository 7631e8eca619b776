using System.Text;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>A folder of real data files, gone after the test.</summary>
public sealed class LandedFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serverlessml-data-").FullName;
    private int _next;

    public static DataContract Contract { get; } =
        new()
        {
            Columns =
            [
                new()
                {
                    Name = "minute",
                    Type = ColumnType.Integer,
                    Min = 0,
                    Max = 1439,
                },
                new()
                {
                    Name = "distance",
                    Type = ColumnType.Number,
                    Min = 0,
                    MaxMissing = 0.1,
                },
                new()
                {
                    Name = "day",
                    Type = ColumnType.Category,
                    Values = ["Mon", "Tue", "Wed"],
                },
            ],
            Label = new() { Name = "late", Values = ["0", "1"] },
        };

    /// <summary>Rows that keep <see cref="Contract"/>.</summary>
    public const string GoodRows =
        "SELECT (i * 7 % 1440)::INTEGER AS minute, i / 4.0 AS distance, ['Mon', 'Tue', 'Wed'][i % 3 + 1] AS day, (i % 5 = "
        + "0)::INTEGER AS late FROM range(300) r(i)";

    /// <summary>What the query gives, as a file of the format that the name ends with.</summary>
    public LocalDataFile Write(string name, string query)
    {
        var file = Place(name);
        var options = file.Format switch
        {
            DataFormat.Csv => "FORMAT csv, HEADER",
            DataFormat.Ndjson => "FORMAT json",
            _ => "FORMAT parquet",
        };
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({query}) TO '{file.Path}' ({options})";
        command.ExecuteNonQuery();
        return file;
    }

    public LocalDataFile Text(string name, string content) => Bytes(name, Encoding.UTF8.GetBytes(content));

    public LocalDataFile Bytes(string name, byte[] content)
    {
        var file = Place(name);
        File.WriteAllBytes(file.Path, content);
        return file;
    }

    public static ShardReport Validate(LocalDataFile file, DataContract? contract = null, ValidationRules? rules = null) =>
        ShardValidator.Validate(file, contract ?? Contract, rules ?? new(), TimeProvider.System);

    /// <summary>What files break as a batch, however few rows they have.</summary>
    public static IReadOnlyList<RuleViolation> Judge(
        IEnumerable<LocalDataFile> files,
        DataContract? contract = null,
        ValidationRules? rules = null,
        SplitSettings? split = null
    ) =>
        BatchRules.Check(
            [
                .. files.Select(file =>
                    ShardValidator.Validate(file, contract ?? Contract, rules ?? new(), TimeProvider.System, split: split)
                ),
            ],
            contract ?? Contract,
            (rules ?? new()) with
            {
                MinRows = 0,
            },
            split
        );

    public static IReadOnlyList<RuleViolation> Judge(LocalDataFile file, DataContract? contract = null, ValidationRules? rules = null) =>
        Judge([file], contract, rules);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private LocalDataFile Place(string name) =>
        new(Path.Combine(_folder, $"{_next++}{DataFormats.Of(name)!.Value.Extension()}"), name, DataFormats.Of(name)!.Value);
}
