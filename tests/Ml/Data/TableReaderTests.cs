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
        var table = TableReader.Read([_files.Write(name, $"SELECT late, day, distance, minute, 1 AS extra FROM ({LandedFiles.GoodRows})")], LandedFiles.Contract);
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
        var classes = TableReader.Read([file], LandedFiles.Contract with { Label = new() { Name = "late", Values = ["low", "middle", "high"] } });
        var number = TableReader.Read([file], new()
        {
            Columns = [LandedFiles.Contract.Columns[0]], Label = new() { Name = "distance", Values = [], Type = ColumnType.Number },
        });

        Assert.Equal([2, 0, 1], classes.Numbers("late").Values);
        Assert.Equal([2, 4, 6], number.Numbers("distance").Values);
    }

    [Fact]
    public void Read_LabelThatIsNoNumber_Says()
    {
        var file = _files.Text("a.csv", "minute,late\n1,2.5\n3,four\n");
        var contract = new DataContract { Columns = [LandedFiles.Contract.Columns[0]], Label = new() { Name = "late", Values = [], Type = ColumnType.Number } };

        Assert.Equal("a.csv: row 2 of the dataset has a label that is no number.",
            Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], contract)).Message);
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
        var parts = new[] { 2, 0, 1 }.Select(part => _files.Write($"{part}.parquet",
            $"SELECT (i % 1440)::INTEGER AS minute, {part} * {rows} + i AS distance, 'Mon' AS day, 0 AS late FROM range({rows}) r(i)")).ToList();
        var distance = TableReader.Read(parts, LandedFiles.Contract).Numbers("distance").Values;
        Assert.Equal(new[] { 2, 0, 1 }.SelectMany(part => Enumerable.Range(part * rows, rows)).Select(value => (float)value), distance);
    }

    [Theory]
    [InlineData("late", "'2'", "label")]
    [InlineData("minute", "'noon'", "noon")]
    public void Read_WhatValidationWouldReject_Throws(string column, string bad, string told)
    {
        var file = _files.Write("a.csv", $"SELECT * REPLACE (CASE WHEN minute = 70 THEN {bad} ELSE {column}::VARCHAR END AS {column}) FROM ({LandedFiles.GoodRows})");
        var failure = Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], LandedFiles.Contract));
        Assert.StartsWith("a.csv:", failure.Message, StringComparison.Ordinal);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ColumnGone_NamesIt()
    {
        var file = _files.Write("a.parquet", $"SELECT * EXCLUDE day FROM ({LandedFiles.GoodRows})");
        Assert.Contains("'day'", Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], LandedFiles.Contract)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFolds_Files_PartsEveryRowInOrder()
    {
        var file = _files.Write("a.parquet", "SELECT (i % 1440)::INTEGER AS minute, i AS distance, 'Mon' AS day, i % 2 AS late FROM range(20000) r(i)");
        var folds = TableReader.ReadFolds([file], LandedFiles.Contract, new EvaluationSettings { Holdout = 0.2 });
        var (train, holdout) = (folds.Train.Numbers("distance").Values, folds.Holdout.Numbers("distance").Values);
        Assert.InRange(holdout.Length, 3800, 4200);
        Assert.Equal(train.Order(), train);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (float)i), train.Concat(holdout).Order());
    }

    [Fact]
    public void LabelValues_OfWords_AreZeroAndOneInTheirOrder()
    {
        var contract = LandedFiles.Contract with { Label = new() { Name = "late", Values = ["no", "yes"] } };
        var file = _files.Write("a.ndjson", $"SELECT * REPLACE (CASE late WHEN 1 THEN 'yes' ELSE 'no' END AS late) FROM ({LandedFiles.GoodRows})");
        Assert.Equal(60, TableReader.Read([file], contract).Numbers("late").Values.Sum());
    }

    public void Dispose() => _files.Dispose();
}
