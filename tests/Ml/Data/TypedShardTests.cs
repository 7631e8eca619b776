using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>What one pass over a file says is what its table says.</summary>
public sealed class TypedShardTests : IDisposable
{
    private const int Rows = 400;

    private static readonly string[] Odd =
    [
        "",
        " ",
        "\"\"",
        "nan",
        "NaN",
        "-0",
        "0.0",
        "1e3",
        "1_000",
        "+5",
        ".5",
        "5.",
        " 7 ",
        "1e40",
        "1e400",
        "inf",
        "0x1F",
        "NA",
        "null",
        "true",
        "1,5",
        "\"1,5\"",
        "-3",
        "16777217",
    ];

    private readonly LandedFiles _files = new();

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.parquet")]
    public void Report_OfCleanRows_IsThatOfTheTable(string name)
    {
        var file = _files.Write(
            name,
            "SELECT CASE WHEN i % 9 = 0 THEN NULL ELSE i % 50 END AS a, round(i / 7.0, 3) AS b, i % 3 AS day, (i % 5 = 0)::INTEGER AS late "
                + "FROM range(3000) r(i) UNION ALL SELECT 1, 2.5, 0, 1 FROM range(4)"
        );
        var (typed, table) = Both(file, Contract(0.5));
        Assert.NotNull(typed);
        Assert.Equal(3, typed.Duplicates);
        Assert.Equal(334, typed.Missing!["a"]);
        Assert.Equal(["column-unexpected"], typed.Violations.Select(violation => violation.Rule));
        Assert.Equal(CanonicalJson.DigestOf(table), CanonicalJson.DigestOf(typed));
    }

    /// <summary>Cells of all kinds, few at a time: the pass says the same, or that it cannot say.</summary>
    [Fact]
    public void Report_OfAnyCells_IsThatOfTheTableOrNone()
    {
        var (random, taken, left) = (new Random(15), 0, 0);
        for (var round = 0; round < 60; round++)
        {
            var odd = Odd.Where(_ => random.Next(12) == 0).Append("1").ToArray();
            var text = new StringBuilder("a,b,late\n");
            for (var row = 0; row < 60; row++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{(random.Next(4) == 0 ? odd[random.Next(odd.Length)] : random.Next(9))},{random.NextDouble():0.00},"
                        + $"{(round % 7 == 0 && random.Next(20) == 0 ? "" : random.Next(2))}\n"
                );
            }

            var (typed, table) = Both(_files.Text($"{round}.csv", text.ToString()), Contract(round % 2 == 0 ? null : 0));
            if (typed is null)
            {
                left++;
                continue;
            }

            taken++;
            Assert.Equal(CanonicalJson.DigestOf(table), CanonicalJson.DigestOf(typed));
        }

        Assert.True(taken > 5 && left > 5, $"{taken} were taken, {left} were not");
    }

    [Theory]
    // What people must be told of needs the table.
    [InlineData("1,x", "0")]
    [InlineData("1500", "0")]
    [InlineData("1.5", "0")]
    [InlineData("1", "2")]
    [InlineData("1", "1.0")]
    public void Report_OfACellThatNeedsWords_IsNone(string cell, string label)
    {
        var text = $"a,b,late\n{string.Concat(Enumerable.Range(0, Rows).Select(row => $"{row % 10},2.5,{row % 2}\n"))}{cell},2.5,{label}\n";
        Assert.Null(Both(_files.Text("a.csv", text), Contract(0)).Typed);
    }

    [Fact]
    public void Validate_NumbersThatAFloatMerges_IsStillRemarkedOn()
    {
        var file = _files.Write("a.csv", "SELECT i % 50 AS a, 1700000000 + i AS b, (i % 5 = 0)::INTEGER AS late FROM range(3000) r(i)");
        var remark = Assert.Single(LandedFiles.Validate(file, Contract(0.5)).Violations);
        Assert.Equal(("float32-merges", "b", "1700000000 and 1700000001"), (remark.Rule, remark.Column, remark.Examples[0]));
    }

    [Fact]
    public void Validate_ANumberAsTheLabel_IsOfOnePass()
    {
        var contract = Contract(0.5) with
        {
            Label = new()
            {
                Name = "late",
                Values = [],
                Type = ColumnType.Number,
            },
        };
        var (typed, table) = Both(
            _files.Write("a.csv", "SELECT i % 50 AS a, i / 8.0 AS b, i / 16.0 AS late FROM range(3000) r(i)"),
            contract
        );
        Assert.NotNull(typed);
        Assert.Equal(CanonicalJson.DigestOf(table), CanonicalJson.DigestOf(typed));
    }

    public void Dispose() => _files.Dispose();

    private static DataContract Contract(double? missing) =>
        new()
        {
            Columns =
            [
                new()
                {
                    Name = "a",
                    Type = ColumnType.Integer,
                    Max = missing is null ? null : 1000,
                    MaxMissing = missing ?? 1,
                },
                new() { Name = "b", Type = ColumnType.Number },
            ],
            Label = new() { Name = "late", Values = ["0", "1"] },
        };

    private static (ShardReport? Typed, ShardReport Table) Both(LocalDataFile file, DataContract contract)
    {
        using var session = DataSession.Open([file], contract, DataEngine.Default);
        var source = FileSource.Open(session, file, contract);
        var typed = TypedShard.Report(session, source, contract, new());
        return (
            typed,
            ShardValidator.Report(ShardTable.Load(session, source, contract, new()), contract, new(), new(), DateTimeOffset.UnixEpoch)
        );
    }
}
