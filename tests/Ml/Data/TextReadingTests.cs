using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>Columns of texts in files.</summary>
public sealed class TextReadingTests : IDisposable
{
    private const string Rows = """
        SELECT * FROM (VALUES
            ('Good,  NOT bad!', 0), ('good not bad', 1), ('?!…', 0), ('', 1), (NULL, 0), ('東京 x', 1), ('7.0', 0), ('true', 1)
        ) r(said, late)
        """;

    private static readonly DataContract Contract = new()
    {
        Columns =
        [
            new()
            {
                Name = "said",
                Type = ColumnType.Text,
                MaxMissing = 0.5,
            },
        ],
        Label = new() { Name = "late", Values = ["0", "1"] },
    };

    private readonly LandedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.parquet")]
    [InlineData("a.ndjson")]
    public void Read_Texts_AreTheirWordsFromEveryFormat(string name)
    {
        var file = _files.Write(name, Rows);
        var report = LandedFiles.Validate(file, Contract);
        Assert.Empty(report.Violations);
        // What has no word is missing.
        Assert.Equal(3, report.Missing!["said"]);
        var profile = report.Profile!.Columns[0];
        Assert.Equal(
            (ColumnType.Text, 8, 3, 12.0, 1.0, 3.0),
            (profile.Type, profile.Count, profile.Missing, profile.Sum, profile.Min, profile.Max)
        );
        Assert.Empty(profile.Categories);
        var column = Assert.IsType<TextColumn>(TableReader.Read([file], Contract)["said"]);
        Assert.Equal(
            ["good not bad", "good not bad", "", "", "", "東 京 x", "7 0", "true"],
            Enumerable.Range(0, column.Length).Select(row => column[row])
        );
    }

    [Fact]
    public void Validate_Expectations_AreAboutWhatWasWritten()
    {
        var file = _files.Write("a.csv", Rows);
        Expectation[] expected =
        [
            new()
            {
                Name = ExpectationKind.MatchRegex,
                Columns = ["said"],
                Regex = "^Good,  NOT",
            },
            new()
            {
                Name = ExpectationKind.Lengths,
                Columns = ["said"],
                Max = 12,
            },
        ];
        var tallies = LandedFiles.Validate(file, Contract, new() { Expectations = expected }).Expectations!;
        Assert.Equal([(5L, 4L), (5L, 1L)], tallies.Select(tally => (tally.Rows, tally.Unexpected)));
    }

    [Fact]
    public void Compare_LongerTexts_AreUnlikeThoseBefore()
    {
        DatasetProfile Of(int words) =>
            LandedFiles
                .Validate(
                    _files.Write($"{words}.csv", $"SELECT repeat('word ', {words} + i % 3) AS said, i % 2 AS late FROM range(2000) r(i)"),
                    Contract
                )
                .Profile!;
        var (before, now) = (Of(5), Of(9));
        var drift = Assert.Single(BatchDrift.Between(before, now, new()));
        Assert.True(drift.Moved);
        Assert.Contains(
            "its mean number of words was 5.9995 and is 9.9995",
            Assert.Single(BatchDrift.Sentences([drift], before, now, new(), 2000)).Message,
            StringComparison.Ordinal
        );
        Assert.False(Assert.Single(BatchDrift.Between(before, before, new())).Moved);
        Assert.Equal(["deviation:said", "label:0", "label:1", "missing:said", "rows", "words:said"], BatchFigures.Of(now).Keys);
    }
}
