using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Tests.Ml.Data;

public sealed class TableReaderTests : IDisposable
{
    private readonly LandedFiles _files = new();

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.ndjson")]
    [InlineData("a.parquet")]
    public void Read_EachFormat_GivesTheSameTable(string name)
    {
        var table = TableReader.Read(
            [_files.Write(name, $"SELECT late, day, distance, minute, 1 AS extra FROM ({LandedFiles.GoodRows})")],
            LandedFiles.Contract
        );
        Assert.Equal(["minute", "distance", "day", "late"], table.Columns.Select(column => column.Name));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i * 7 % 1440f), table.Numbers("minute").Values);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i / 4f), table.Numbers("distance").Values);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 5 == 0 ? 1f : 0f), table.Numbers("late").Values);
        Assert.Equal("Wed", table.Categories("day")[5]);
    }

    [Fact]
    public void Read_LabelOfThreeClassesOrANumber_IsThePlaceOrTheNumber()
    {
        var file = _files.Text("a.csv", "minute,distance,day,late\n1,2,Mon,high\n3,4,Tue,low\n5,6,Wed,middle\n");
        var classes = TableReader.Read(
            [file],
            LandedFiles.Contract with
            {
                Label = new() { Name = "late", Values = ["low", "middle", "high"] },
            }
        );
        var number = TableReader.Read(
            [file],
            new()
            {
                Columns = [LandedFiles.Contract.Columns[0]],
                Label = new()
                {
                    Name = "distance",
                    Values = [],
                    Type = ColumnType.Number,
                },
            }
        );

        Assert.Equal([2, 0, 1], classes.Numbers("late").Values);
        Assert.Equal([2, 4, 6], number.Numbers("distance").Values);
    }

    [Fact]
    public void Read_LabelThatIsNoNumber_Says()
    {
        var file = _files.Text("a.csv", "minute,late\n1,2.5\n3,four\n");
        var contract = new DataContract
        {
            Columns = [LandedFiles.Contract.Columns[0]],
            Label = new()
            {
                Name = "late",
                Values = [],
                Type = ColumnType.Number,
            },
        };

        Assert.Equal(
            "a.csv: row 2 of the dataset has a label that is no number.",
            Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], contract)).Message
        );
    }

    [Fact]
    public void Read_MissingCells_AreNaNAndMinusOne()
    {
        var table = TableReader.Read([_files.Text("a.csv", "minute,distance,day,late\n, ,,1\n3,NaN,\"\",0\n")], LandedFiles.Contract);
        Assert.All(table.Numbers("distance").Values, value => Assert.True(float.IsNaN(value)));
        Assert.True(float.IsNaN(table.Numbers("minute").Values[0]));
        Assert.Equal([-1, -1], table.Categories("day").Codes);
    }

    [Fact]
    public void Read_SeveralFiles_KeepsTheirOrderAndRows()
    {
        const int rows = 200_000;
        var parts = new[] { 2, 0, 1 }
            .Select(part =>
                _files.Write(
                    $"{part}.parquet",
                    $"SELECT (i % 1440)::INTEGER AS minute, {part} * {rows} + i AS distance, 'Mon' AS day, 0 AS late FROM "
                        + $"range({rows}) r(i)"
                )
            )
            .ToList();
        var distance = TableReader.Read(parts, LandedFiles.Contract).Numbers("distance").Values;
        Assert.Equal(new[] { 2, 0, 1 }.SelectMany(part => Enumerable.Range(part * rows, rows)).Select(value => (float)value), distance);
    }

    [Theory]
    [InlineData("late", "'2'", "label")]
    [InlineData("minute", "'noon'", "noon")]
    public void Read_WhatValidationWouldReject_Throws(string column, string bad, string told)
    {
        var file = _files.Write(
            "a.csv",
            $"SELECT * REPLACE (CASE WHEN minute = 70 THEN {bad} ELSE {column}::VARCHAR END AS {column}) FROM ({LandedFiles.GoodRows})"
        );
        var failure = Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], LandedFiles.Contract));
        Assert.StartsWith("a.csv:", failure.Message, StringComparison.Ordinal);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ColumnGone_NamesIt()
    {
        var file = _files.Write("a.parquet", $"SELECT * EXCLUDE day FROM ({LandedFiles.GoodRows})");
        Assert.Contains(
            "'day'",
            Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], LandedFiles.Contract)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ReadSplit_Files_PartsEveryRowInOrder()
    {
        var file = _files.Write(
            "a.parquet",
            "SELECT (i % 1440)::INTEGER AS minute, i AS distance, 'Mon' AS day, i % 2 AS late FROM range(20000) r(i)"
        );
        var folds = TableReader.ReadSplit([file], LandedFiles.Contract, Of(LandedFiles.Contract)).Holdout();
        var (train, holdout) = (folds.Train.Rows.Numbers("distance").Values, folds.Holdout.Rows.Numbers("distance").Values);
        Assert.InRange(holdout.Length, 3800, 4200);
        Assert.Equal(train.Order(), train);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (float)i), train.Concat(holdout).Order());
    }

    [Fact]
    public void LabelValues_OfWords_AreZeroAndOneInTheirOrder()
    {
        var contract = LandedFiles.Contract with
        {
            Label = new() { Name = "late", Values = ["no", "yes"] },
        };
        var file = _files.Write(
            "a.ndjson",
            $"SELECT * REPLACE (CASE late WHEN 1 THEN 'yes' ELSE 'no' END AS late) FROM ({LandedFiles.GoodRows})"
        );
        Assert.Equal(60, TableReader.Read([file], contract).Numbers("late").Values.Sum());
    }

    // As a later definition and a later batch have them: other columns, in another order and format, a code become float, a column gone.
    [Fact]
    public void ReadSplit_TheSameRowsUnderAnotherDefinitionAndFormat_FallOnTheSameSides()
    {
        var split = Of(LandedFiles.Contract);
        var first = Sides(_files.Write("a.csv", LandedFiles.GoodRows), LandedFiles.Contract, split);
        var wider = LandedFiles.Contract with
        {
            Columns = [new() { Name = "more", Type = ColumnType.Number }, new() { Name = "distance", Type = ColumnType.Category }],
        };

        Assert.Equal(
            first,
            Sides(
                _files.Write(
                    "b.parquet",
                    $"SELECT i AS more, * FROM (SELECT row_number() OVER () AS i, late::DOUBLE AS late, day, minute::DOUBLE AS "
                        + $"minute, distance FROM ({LandedFiles.GoodRows}))"
                ),
                wider,
                split
            )
        );
        Assert.InRange(first.Count(side => side == RowSide.Held), 35, 85);
        var gone = LandedFiles.Contract with { Columns = [LandedFiles.Contract.Columns[1], LandedFiles.Contract.Columns[2]] };
        var missing = Sides(_files.Write("c.csv", $"SELECT late, day, distance FROM ({LandedFiles.GoodRows})"), gone, split);
        Assert.Equal(
            missing,
            Sides(_files.Write("d.ndjson", $"SELECT NULL AS minute, late, day, distance FROM ({LandedFiles.GoodRows})"), gone, split)
        );
    }

    [Theory]
    [InlineData("a.csv", "")]
    [InlineData("a.parquet", "")]
    [InlineData("a.parquet", "::DOUBLE")]
    [InlineData("a.ndjson", "::VARCHAR")]
    public void ReadSplit_ByAKeyThatIsNoInput_ReadsItAndKeepsItsRowsTogether(string name, string type)
    {
        var split = Of(LandedFiles.Contract, new() { Kind = SplitKind.Key, Key = ["patient_id"] });
        var sides = Sides(
            _files.Write(name, $"SELECT *, (minute % 31){type} AS patient_id FROM ({LandedFiles.GoodRows})"),
            LandedFiles.Contract,
            split
        );
        var patients = Enumerable.Range(0, 300).GroupBy(row => row * 7 % 1440 % 31, row => sides[row]).ToList();
        Assert.All(patients, patient => Assert.Single(patient.Distinct()));
        // Made once, by hashlib in Python.
        Assert.Equal(
            "000000000010000000101110010000",
            string.Concat(patients.OrderBy(patient => patient.Key).Take(30).Select(patient => (int)patient.First()))
        );
    }

    [Theory]
    [InlineData("a.csv", "DATE '2026-01-01' + i")]
    [InlineData("a.csv", "strftime(DATE '2026-01-01' + i, '%Y-%m-%dT12:00:00Z')")]
    [InlineData("a.parquet", "DATE '2026-01-01' + i")]
    [InlineData("a.parquet", "(DATE '2026-01-01' + i)::TIMESTAMP")]
    [InlineData("a.parquet", "1700000000000 + i")]
    [InlineData("a.ndjson", "i / 10.0")]
    public void ReadSplit_ByTime_HoldsTheNewestOut(string name, string at)
    {
        var split = Of(
            LandedFiles.Contract,
            new()
            {
                Kind = SplitKind.Time,
                Time = new() { Column = "at" },
            }
        );
        var sides = Sides(
            _files.Write(name, $"SELECT *, {at} AS at FROM (SELECT *, (row_number() OVER ())::INTEGER AS i FROM ({LandedFiles.GoodRows}))"),
            LandedFiles.Contract,
            split
        );
        Assert.Equal([.. Enumerable.Repeat(RowSide.Train, 240), .. Enumerable.Repeat(RowSide.Held, 60)], sides);
    }

    [Fact]
    public void ReadSplit_WithoutItsKeyOrATime_NamesTheNearestColumnAndTheRow()
    {
        var byKey = Of(LandedFiles.Contract, new() { Kind = SplitKind.Key, Key = ["patient_id"] });
        var file = _files.Write("a.csv", $"SELECT *, 1 AS patientid FROM ({LandedFiles.GoodRows})");
        Assert.Equal(
            "a.csv: there is no column 'patient_id', which 'evaluation.split' divides the rows by; did you mean 'patientid'?",
            Assert.Throws<UnreadableFileException>(() => TableReader.ReadSplit([file], LandedFiles.Contract, byKey)).Message
        );
        var byTime = Of(
            LandedFiles.Contract,
            new()
            {
                Kind = SplitKind.Time,
                Time = new() { Column = "day" },
            }
        );
        Assert.Equal(
            "a.csv: row 1 of the dataset has no time in 'day'.",
            Assert.Throws<UnreadableFileException>(() => TableReader.ReadSplit([file], LandedFiles.Contract, byTime)).Message
        );
    }

    private static Split Of(DataContract contract, SplitSettings? split = null) =>
        Split.Of(
            new()
            {
                Name = "p",
                Data = contract,
                Evaluation = new() { Split = split },
            }
        );

    private static RowSide[] Sides(LocalDataFile file, DataContract contract, Split split) =>
        TableReader.ReadSplit([file], contract, split).Draws.Holdout();

    public void Dispose() => _files.Dispose();
}
