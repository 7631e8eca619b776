using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>Rows without a label, where the definition leaves them out.</summary>
public sealed class UnlabelledRowTests : IDisposable
{
    private readonly LandedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.parquet")]
    [InlineData("a.ndjson")]
    public void Drop_ClassesThatAreMissing_LeavesTheRowsOut(string name)
    {
        // The second row would break the column's range, and 'none' is a value.
        var file = _files.Write(
            name,
            "SELECT * FROM (VALUES (1, 'yes'), (-5, NULL), (3, 'none'), (4, ' '), (5, 'N/A'), (6, 'yes')) r(level, kind)"
        );
        var contract = Of(
            new()
            {
                Name = "kind",
                Values = ["yes", "none"],
                DropMissing = true,
            }
        );
        var report = LandedFiles.Validate(file, contract);
        var remark = Assert.Single(report.Violations);
        Assert.Equal(("label-missing", 3, false), (remark.Rule, remark.Count, remark.Rejects));
        Assert.Equal(
            $"3 rows in column 'kind' of '{name}' have no label and are left out. 'data.label' says 'missing: drop'; with 'missing: "
                + "reject' the batch would be rejected.",
            remark.Message
        );
        Assert.Equal((3, 3, 0), (report.Rows, report.Profile!.Rows, report.Missing!["kind"]));
        Assert.Equal(1, report.Profile.Columns[0].Min);
        var table = TableReader.Read([file], contract);
        Assert.Equal([1f, 3, 6], table.Numbers("level").Values);
        Assert.Equal([0f, 1, 0], table.Numbers("kind").Values);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.parquet")]
    public void Drop_NumbersThatAreMissing_LeavesTheRowsOut(string name)
    {
        var file = _files.Write(name, "SELECT * FROM (VALUES (1, 0.5), (2, 'nan'::DOUBLE), (3, NULL), (4, 2.5)) r(level, price)");
        var contract = Of(
            new()
            {
                Name = "price",
                Values = [],
                Type = ColumnType.Number,
                DropMissing = true,
            }
        );
        Assert.Equal(2, Assert.Single(LandedFiles.Validate(file, contract).Violations).Count);
        var table = TableReader.Read([file], contract);
        Assert.Equal([0.5f, 2.5f], table.Numbers("price").Values);
        // What is no number is no missing one.
        Assert.Contains(LandedFiles.Validate(_files.Text("b.csv", "level,price\n1,0.5\n2,cheap\n"), contract).Violations, violation =>
            violation is { Rule: "label-domain", Rejects: true }
        );
    }

    [Fact]
    public void Drop_OfASplitTable_KeepsWhatGoesWithTheRows()
    {
        var file = _files.Text("a.csv", "level,kind,who\n1,yes,a\n2,,b\n3,no,c\n");
        var contract = Of(
            new()
            {
                Name = "kind",
                Values = ["yes", "no"],
                DropMissing = true,
            }
        );
        var split = TableReader.ReadSplit(
            [file],
            contract,
            new()
            {
                Kind = SplitKind.Key,
                Share = 0.5,
                Salt = "s",
                Columns = [new("who", ColumnType.Category)],
            }
        );
        Assert.Equal([1f, 3], split.Rows.Numbers("level").Values);
        Assert.Equal(2, split.Files.Length);
        Assert.Equal(2, split.Draws.Holdout().Length);
    }

    [Fact]
    public void Drop_AllRows_LeavesNone()
    {
        var contract = Of(
            new()
            {
                Name = "kind",
                Values = ["yes", "no"],
                DropMissing = true,
            }
        );
        var violations = LandedFiles.Judge(_files.Text("a.csv", "level,kind\n1,\n2,\n"), contract);
        Assert.Equal([("empty", true), ("label-missing", false)], violations.Select(violation => (violation.Rule, violation.Rejects)));
    }

    [Fact]
    public void Reject_RowsWithoutALabel_SaysHowToLeaveThemOut() =>
        Assert.Contains(
            "'missing: drop' in 'data.label' does",
            Assert
                .Single(
                    LandedFiles.Judge(
                        _files.Text("a.csv", "level,kind\n1,\n2,yes\n3,no\n"),
                        Of(new() { Name = "kind", Values = ["yes", "no"] })
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    private static DataContract Of(LabelDefinition label) =>
        new()
        {
            Columns =
            [
                new()
                {
                    Name = "level",
                    Type = ColumnType.Number,
                    Min = 0,
                },
            ],
            Label = label,
        };
}
