using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

/// <summary>Roles of columns, and columns of dates.</summary>
public sealed class ColumnYamlTests
{
    [Fact]
    public void Parse_Roles_HaveTheirPlaces()
    {
        var data = Data(
            "age: { type: integer, role: audit }",
            "counts: { role: weight }",
            "note: { role: ignore }",
            "id: { type: category, role: ignore }"
        );
        Assert.Equal(["level"], data.Columns.Select(column => column.Name));
        Assert.Equal(["age"], data.Audit!.Select(column => column.Name));
        Assert.Equal(("counts", ColumnType.Number, 0.0), (data.Weight!.Name, data.Weight.Type, data.Weight.Min));
        Assert.Equal(["note", "id"], data.Ignored!);
        Assert.Equal(["level", "age", "counts"], data.Whole.Columns.Select(column => column.Name));
        Assert.Equal(["level", "counts"], data.Trained.Columns.Select(column => column.Name));
        Assert.Equal(["level", "age"], data.Judged.Columns.Select(column => column.Name));
        Assert.Equal((null, null), (data.Judged.Weight, data.Whole.Weight));
    }

    [Fact]
    public void Parse_ADate_KeepsWhatIsSaidOfIt()
    {
        var data = Data(
            "born: { type: date, format: dd.MM.yyyy, min: 1900-01-01, max: now, parts: [year, day-of-year], cyclic: true, age-at: asked }",
            "asked: { type: datetime, max: 2030-01-02, default: now, parts: [] }"
        );
        var (born, asked) = (data.Columns[1], data.Columns[2]);
        Assert.Equal((ColumnType.Date, -68374080.0, null), (born.Type, born.Min, born.Max));
        Assert.Equal(
            ("dd.MM.yyyy", true, "asked", true, null),
            (born.Date!.Format, born.Date.Cyclic, born.Date.AgeAt, born.Date.UntilNow, born.Date.OrNow)
        );
        Assert.Equal([DatePart.Year, DatePart.DayOfYear], born.Date.Told(born.Type));
        Assert.Equal((ColumnType.Datetime, 1440.0, true), (asked.Type, asked.Max, asked.Date!.OrNow));
        Assert.Empty(asked.Date.Told(asked.Type));
        Assert.Equal(5, Data("at: { type: datetime }").Columns[1].Date!.Told(ColumnType.Datetime).Count);
    }

    [Fact]
    public void Parse_AText_KeepsWhichWordsAreLearnt()
    {
        var data = Data("said: { type: text, vocabulary: 20, min-rows: 3, max-missing: 0.5 }", "title: { type: text }");
        Assert.Equal(
            (ColumnType.Text, new TextSettings { Vocabulary = 20, MinRows = 3 }, 0.5),
            (data.Columns[1].Type, data.Columns[1].Text, data.Columns[1].MaxMissing)
        );
        Assert.Null(data.Columns[2].Text);
    }

    [Theory]
    [InlineData("drop", true)]
    [InlineData("reject", null)]
    public void Parse_ALabelThatMayBeMissing_SaysWhatBecomesOfTheRows(string missing, bool? drops) =>
        Assert.Equal(
            drops,
            PipelineYaml
                .Parse(
                    "name: rides\ndata:\n  columns:\n    level: { type: number }\n"
                        + $"  label: {{ name: late, values: [0, 1], missing: {missing} }}\n"
                )
                .Data.Label.DropMissing
        );

    [Theory]
    [InlineData("a: { type: text, values: [x] }", "", "'a' is a text and cannot have 'min', 'max' or 'values'")]
    [InlineData("a: { type: text, vocabulary: 0 }", "", "'data.columns.a.vocabulary' must be")]
    [InlineData("a: { type: category, vocabulary: 9 }", "", "unknown key 'data.columns.a.vocabulary'")]
    [InlineData("a: { role: weight }", "b: { role: weight }", "'a' and 'b' are both of 'role: weight'")]
    [InlineData("late: { role: ignore }", "", "'late' is the label")]
    [InlineData("a: { role: weight, type: category }", "", "must be one of number, integer")]
    [InlineData("a: { role: wait }", "", "must be one of input, audit, weight, ignore, not 'wait'")]
    [InlineData("a: { type: date, values: [x] }", "", "'a' is a date and cannot have 'values'")]
    [InlineData("a: { type: date, min: 31.01.2026 }", "", "'a' has 'min: 31.01.2026', which is no date such as 2026-01-31")]
    [InlineData("a: { type: date, min: now }", "", "'a' has 'min: now', which is no date such as 2026-01-31")]
    [InlineData("a: { type: date, min: 2026-01-31, max: 2026-01-30 }", "", "'a' has the 'min' 2026-01-31 above its 'max' 2026-01-30")]
    [InlineData("a: { type: date, format: mm/yyyy }", "", "names no year, month and day")]
    [InlineData("a: { type: date, parts: [weekdays] }", "", "did you mean 'weekday'?")]
    [InlineData("a: { type: date, age-at: b }", "b: { type: number }", "which is no other input of type date or datetime")]
    [InlineData("a: { type: date, age-at: a }", "", "which is no other input of type date or datetime")]
    [InlineData("a: { type: date, default: today }", "", "must be one of now, not 'today'")]
    [InlineData("a: { type: number, parts: [year] }", "", "unknown key 'data.columns.a.parts'")]
    public void Parse_ColumnsThatCannotBe_SayWhy(string one, string other, string message) =>
        Assert.Contains(message, Assert.Throws<PipelineFormatException>(() => Data(one, other)).Message, StringComparison.Ordinal);

    private static DataContract Data(params string[] columns) =>
        PipelineYaml
            .Parse(
                $$"""
                name: flights
                data:
                  columns:
                    level: { type: number }
                    {{string.Join("\n    ", columns.Where(column => column.Length > 0))}}
                  label: { name: late, values: [0, 1] }
                training: { recipe: linear }
                """
            )
            .Data;
}
