using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Tests.Functions.Validation;

/// <summary>The validation of files at hand says what a run's would.</summary>
public sealed class FileCheckTests : IDisposable
{
    private const string Yaml = """
        name: orders
        data:
          columns: { hour: { type: integer, min: 0, max: 23 }, zone: { type: category } }
          label: { name: late, values: [0, 1] }
        validation: { min-rows: 4 }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("serverlessml-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Check_AFolderAsSparkLeavesIt_IsABatchWithItsRemarks()
    {
        Write("zone=west/part-0.csv", "hour,late\n1,0\n2,1\n");
        Write("zone=east/part-1.csv", "hour,late\n3,0\n4,1\n");
        Write("_SUCCESS", "");
        Write("zone=west/.part-0.csv.crc", "x");
        Write("zone=west/part-0 (copy).csv", "hour,late\n1,0\n2,1\n");
        var report = Check();
        Assert.Equal((true, 4L, 2), (report.Accepted, report.Rows, report.Files));
        Assert.Equal(["passed-over", "same-file"], report.Violations.Select(violation => violation.Rule).Order());
    }

    [Fact]
    public void Check_RowsThatBreakARule_AreRejectedInTheSentencesOfARun()
    {
        Write("a.csv", "hour,zone,late\n1,w,0\n99,w,1\n3,e,0\n4,e,1\n");
        Write("notes.xlsx", "PK");
        var report = Check();
        Assert.False(report.Accepted);
        Assert.Contains(report.Violations, violation => violation.Message.StartsWith("'notes.xlsx'", StringComparison.Ordinal));
        var range = Assert.Single(report.Violations, violation => violation.Rule == "range");
        Assert.Contains("1 value in column 'hour' of 'a.csv' is outside of 0 to 23", range.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OneFileByItsPath_HasItsFoldersColumns()
    {
        Write("zone=west/part-0.csv", "hour,late\n1,0\n2,1\n3,0\n4,1\n");
        Assert.True(FileCheck.Of([Path.Combine(_folder, "zone=west/part-0.csv")], PipelineYaml.Parse(Yaml), TimeProvider.System).Accepted);
        Assert.Throws<FileNotFoundException>(() =>
            FileCheck.Of([Path.Combine(_folder, "none.csv")], PipelineYaml.Parse(Yaml), TimeProvider.System)
        );
    }

    private ValidationReport Check() => FileCheck.Of([_folder], PipelineYaml.Parse(Yaml), TimeProvider.System);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
