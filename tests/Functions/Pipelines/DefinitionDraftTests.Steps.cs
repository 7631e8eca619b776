using System.Globalization;
using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Data.Survey;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Tests.Functions.Pipelines;

public sealed partial class DefinitionDraftTests
{
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly string[] Levels = ["low", "middle", "high"];

    private static DefinitionDraft Drafted(string label, params LocalDataFile[] files) =>
        DefinitionDraft.Of(TableSurvey.Of(files, label), label, Path.GetFileNameWithoutExtension(files[0].Name), files[0].Name);

    /// <summary>The draft, after its own table has passed validation under it and a model was trained.</summary>
    private static (PipelineDefinition Definition, string Yaml) Trained(string label, params LocalDataFile[] files)
    {
        var yaml = Drafted(label, files).Yaml;
        var definition = PipelineYaml.Parse(yaml);
        ShardReport[] shards =
        [
            .. files.Select(file =>
                ShardValidator.Validate(
                    file,
                    definition.Data.Whole,
                    definition.Validation,
                    TimeProvider.System,
                    split: definition.Evaluation.Split
                )
            ),
        ];
        var report = BatchReport.Join("run", definition, "batch", shards, null);
        Assert.True(report.Accepted, $"{yaml}\n{string.Join("\n", report.Violations.Select(violation => violation.Message))}");
        Assert.DoesNotContain(report.Violations, violation => violation.Rule is "column-unexpected" or "float32-merges");
        var rows = TableReader.ReadSplit(files, definition.Data, Split.Of(definition)).Holdout().Train;
        var model = Trainer.Train(
            rows.Rows,
            [.. definition.Data.Columns.Select(column => column.Name)],
            Target.Of(rows.Rows, definition.Data.Label) with
            {
                Weights = rows.Weights?.Values,
            },
            Recipe.Read("linear", new Dictionary<string, string> { ["epochs"] = "1" }, 1, 1)
        );
        Assert.NotEmpty(model.Onnx);
        return (definition, yaml);
    }

    private static string Csv(string header, Func<int, Random, string> row, int rows = 400)
    {
        var random = new Random(7);
        return header + "\n" + string.Concat(Enumerable.Range(0, rows).Select(number => row(number, random) + "\n"));
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Comma(double value) => Number(value).Replace('.', ',');

    private LocalDataFile Text(string name, string text) => Bytes(name, Encoding.UTF8.GetBytes(text));

    private LocalDataFile Packed(string name, string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return Bytes(name, packed.ToArray());
    }

    private LocalDataFile Bytes(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        File.WriteAllBytes(path, bytes);
        return new(path, name, DataFormats.Of(name)!.Value);
    }

    private LocalDataFile Written(string name, string query)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({query}) TO '{path}' (FORMAT parquet)";
        command.ExecuteNonQuery();
        return new(path, name, DataFormat.Parquet);
    }
}
