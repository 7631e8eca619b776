using ServerlessML.Contracts;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>Expectations over real files, counted by shard and judged on the batch.</summary>
public sealed class ExpectationTests : IDisposable
{
    private static readonly DataContract Contract = new()
    {
        Columns = [Column("a", ColumnType.Number), Column("b", ColumnType.Number), Column("code", ColumnType.Category)],
        Label = new() { Name = "late", Values = ["0", "1"] },
    };

    private static readonly string[] Rows = ["1,2,AB1,0", "3,2,AB2,1", "5,,ab3,0", ",,,1", "7,7,AB1,0", "9,1,it's,1"];

    private readonly LandedFiles _files = new();

    public static TheoryData<Expectation, string?> Cases =>
        new()
        {
            { On(ExpectationKind.NotNull, "a"), "1 value in column 'a' of 'x.csv' is missing, such as line 5." },
            { On(ExpectationKind.NotNull, "a") with { Mostly = 0.8 }, null },
            {
                On(ExpectationKind.Null, "b"),
                "4 values in column 'b' of 'x.csv' are there, where nothing is expected, such as line 2: 2 (2 times), line 6: 7, line 7: 1."
            },
            { On(ExpectationKind.Between, "a") with { Min = 1, Max = 9 }, null },
            {
                On(ExpectationKind.Between, "a") with
                {
                    Min = 1,
                    StrictMin = true,
                    Max = 7,
                },
                "2 values in column 'a' of 'x.csv' are not above 1 and at most 7, such as line 2: 1, line 7: 9."
            },
            { On(ExpectationKind.InSet, "a") with { Values = ["1", "3", "5", "7", "9"] }, null },
            { On(ExpectationKind.InSet, "a") with { Values = ["1", "3"] }, "3 values in column 'a' of 'x.csv' are none of '1', '3'" },
            {
                On(ExpectationKind.NotInSet, "code") with
                {
                    Values = ["it's"],
                },
                "1 value in column 'code' of 'x.csv' is one of 'it's', which is not expected, such as line 7: 'it's'."
            },
            {
                On(ExpectationKind.MatchRegex, "code") with
                {
                    Regex = "^[A-Z]{2}[0-9]$",
                },
                "2 values in column 'code' of 'x.csv' do not match '^[A-Z]{2}[0-9]$', such as line 4: 'ab3', line 7: 'it's'."
            },
            { On(ExpectationKind.MatchRegex, "code") with { Regex = "(?i)^ab|it", Mostly = 1 }, null },
            { On(ExpectationKind.MatchRegex, "code") with { Regex = "'; DROP TABLE shard; --", Mostly = 0 }, null },
            {
                On(ExpectationKind.NotMatchRegex, "code") with
                {
                    Regex = "'",
                },
                "1 value in column 'code' of 'x.csv' matches ''', which is not"
            },
            {
                On(ExpectationKind.Lengths, "code") with
                {
                    Max = 3,
                },
                "1 value in column 'code' of 'x.csv' has a length that is not 3 or less"
            },
            { On(ExpectationKind.Unique, "a"), null },
            {
                On(ExpectationKind.Unique, "code"),
                "2 values in column 'code' of 'x.csv' are there more than once, such as 'AB1' (2 times)."
            },
            { On(ExpectationKind.Unique, "code") with { Mostly = 0.6 }, null },
            {
                On(ExpectationKind.Unique, "b") with
                {
                    Mostly = 0.6,
                },
                "2 values in column 'b' of 'x.csv' are there more than once, which is 50 % of 4, where at most 40 % may be, such as 2 (2 times)."
            },
            { On(ExpectationKind.CompoundUnique, "a", "b"), null },
            {
                On(ExpectationKind.CompoundUnique, "code", "late"),
                "2 rows of 'x.csv' have 'code', 'late' that are there more than once, such as 'AB1' and '0' (2 times)."
            },
            {
                On(ExpectationKind.PairGreater, "a", "b") with
                {
                    Ignore = "any_missing",
                },
                "2 rows of 'x.csv' have a 'a' that is not above their 'b', such as line 2: 1 and 2, line 6: 7 and 7."
            },
            { On(ExpectationKind.PairGreater, "a", "b") with { Ignore = "any_missing", OrEqual = true, Mostly = 0.75 }, null },
            {
                On(ExpectationKind.PairGreater, "a", "b") with
                {
                    Mostly = 0.6,
                },
                "3 rows of 'x.csv' have a 'a' that is not above their 'b', which is 60 % of 5"
            },
            {
                On(ExpectationKind.PairEqual, "a", "b"),
                "4 rows of 'x.csv' have a 'a' that is not their 'b', such as line 2: 1 and 2, line 3: 3 and 2, line 4: 5 and nothing."
            },
            { On(ExpectationKind.MulticolumnSum, "a", "b") with { Total = 10, Mostly = 0.2 }, null },
            {
                On(ExpectationKind.MulticolumnSum, "a", "b") with
                {
                    Total = 10,
                },
                "4 rows of 'x.csv' have 'a', 'b' that do not add up to 10"
            },
            {
                On(ExpectationKind.UniqueWithin, "a", "b"),
                "1 row of 'x.csv' has the same value in two of 'a', 'b', such as line 6: 7 and 7."
            },
            { On(ExpectationKind.Mean, "a") with { Min = 5, Max = 5 }, null },
            { On(ExpectationKind.Mean, "a") with { Min = 6 }, "Column 'a' has the mean 5, where 6 or more is expected." },
            { On(ExpectationKind.Minimum, "b") with { Min = 2 }, "Column 'b' has the least value 1, where 2 or more is expected." },
            {
                On(ExpectationKind.Maximum, "a") with
                {
                    Max = 9,
                    StrictMax = true,
                },
                "Column 'a' has the largest value 9, where below 9 is expected."
            },
            { On(ExpectationKind.Sum, "a") with { Min = 25, Max = 25 }, null },
            {
                On(ExpectationKind.Deviation, "a") with
                {
                    Max = 3,
                },
                "Column 'a' has the standard deviation 3.16228, where 3 or less is expected."
            },
            { On(ExpectationKind.RowCount) with { Min = 7 }, "The batch has 6 rows, where 7 or more is expected." },
            { On(ExpectationKind.RowCountEqual) with { Total = 6 }, null },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_OneFile_SaysWhatIsNotAsExpected(Expectation what, string? message)
    {
        var report = Judge(what, _files.Text("x.csv", Text(Rows)));
        var found = report.Violations.Where(violation => violation.Rule == what.Name).ToList();
        Assert.Equal(message is null ? 0 : 1, found.Count);
        Assert.All(found, violation =>
        {
            Assert.StartsWith(message!, violation.Message, StringComparison.Ordinal);
            Assert.True(violation.Rejects);
        });
    }

    [Fact]
    public void Check_ManyFiles_AddUpAndAreJudgedOnTheBatch()
    {
        var what = On(ExpectationKind.Between, "a") with { Max = 5, Mostly = 0.5 };
        // One file alone would break it; the batch does not.
        LocalDataFile[] files = [_files.Text("x.csv", Text("1,,,0", "2,,,1", "3,,,0")), _files.Text("y.csv", Text("6,,,0", "7,,,1"))];
        Assert.DoesNotContain(Judge(what, files).Violations, violation => violation.Rule == what.Name);
        var strict = Judge(what with { Mostly = 0.7 }, files).Violations.Single(violation => violation.Rule == what.Name);
        Assert.StartsWith(
            "2 values in column 'a' of 'y.csv' are not 5 or less, which is 40 % of 5, where at most 30 %",
            strict.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("x.csv", "y.csv")]
    [InlineData("x.csv", "y.ndjson")]
    public void Check_AValueInTwoFiles_IsNotUnique(string first, string second)
    {
        var what = On(ExpectationKind.Unique, "code");
        LocalDataFile[] files =
        [
            _files.Write(first, "SELECT 1 AS a, 2 AS b, 'K' || i AS code, i % 2 AS late FROM range(3) r(i)"),
            _files.Write(second, "SELECT 1 AS a, 2 AS b, 'K' || (i + 2) AS code, i % 2 AS late FROM range(3) r(i)"),
        ];
        var told = Judge(what, files).Violations.Single(violation => violation.Rule == what.Name);
        Assert.Equal(
            ($"2 values in column 'code' of '(batch)' are there more than once, such as 'K2' (2 times: '{first}', '{second}')."),
            told.Message.Split(" Correct", 2)[0]
        );
    }

    [Fact]
    public void Check_ASeverityOfWarn_RejectsNothing()
    {
        var report = Judge(On(ExpectationKind.NotNull, "a") with { Severity = RuleSeverity.Warn }, _files.Text("x.csv", Text(Rows)));
        Assert.False(report.Violations.Single(violation => violation.Rule == ExpectationKind.NotNull).Rejects);
    }

    [Fact]
    public void Check_ANumberAsLabel_HasItsFigures()
    {
        var contract = Contract with
        {
            Label = new()
            {
                Name = "late",
                Values = [],
                Type = ColumnType.Number,
            },
        };
        var report = Judge(On(ExpectationKind.Mean, "late") with { Max = 0.4 }, contract, _files.Text("x.csv", Text(Rows)));
        Assert.StartsWith(
            "Column 'late' has the mean 0.5, where 0.4 or less is expected.",
            report.Violations.Single(violation => violation.Rule == ExpectationKind.Mean).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("[", "missing ]")]
    [InlineData("(?=a)", "invalid perl operator")]
    [InlineData("((a{1000}){1000}){1000}", "invalid repetition size")]
    public void RegexProblem_WhatRe2DoesNotTake_SaysWhy(string regex, string why) =>
        Assert.Contains(why, ExpectationSql.RegexProblem(regex), StringComparison.Ordinal);

    [Fact]
    public void RegexProblem_AnExpression_IsNone() => Assert.Null(ExpectationSql.RegexProblem("^(a+)+$"));

    public void Dispose() => _files.Dispose();

    private static Expectation On(string name, params string[] columns) =>
        new()
        {
            Name = name,
            Columns = columns,
            Ignore = "all_missing",
        };

    private static string Text(params string[] rows) => $"a,b,code,late\n{string.Join('\n', rows)}\n";

    private static ColumnDefinition Column(string name, ColumnType type) =>
        new()
        {
            Name = name,
            Type = type,
            MaxMissing = 1,
        };

    private static ValidationReport Judge(Expectation what, params LocalDataFile[] files) => Judge(what, Contract, files);

    private static ValidationReport Judge(Expectation what, DataContract contract, params LocalDataFile[] files)
    {
        var definition = new PipelineDefinition
        {
            Name = "flights",
            Data = contract,
            Validation = new() { MinRows = 1, Expectations = [what] },
        };
        return BatchReport.Join(
            "run",
            definition,
            "january",
            [.. files.Select(file => LandedFiles.Validate(file, contract, definition.Validation))],
            null,
            new() { Unique = files.Length > 1 && UniqueRows.IsAskedFor([what]) ? UniqueRows.Count(files, contract, [what]) : null }
        );
    }
}
