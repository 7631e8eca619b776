using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

/// <summary>The columns' names and types, and <c>data.format</c>.</summary>
public sealed class FormatYamlTests
{
    [Fact]
    public void Parse_AFormat_KeepsWhatIsStated()
    {
        var data = Data(
            """
            format:
              delimiter: tab
              quote: none
              escape: '\'
              decimal: ','
              thousands: '.'
              missing: [n/a, '-', -999]
              encoding: windows-1252
              comment: '#'
              header: none
              paths: { zone: place.zone }
              partitions: false
            """
        );
        var format = data.Format!;
        Assert.Equal(
            ("\t", "", "\\", ",", ".", "windows-1252", "#", false),
            (
                format.Delimiter,
                format.Quote,
                format.Escape,
                format.Decimal,
                format.Thousands,
                format.Encoding,
                format.Comment,
                format.Partitions
            )
        );
        Assert.Equal(["n/a", "-", "-999"], format.Missing!);
        Assert.Equal(["level", "zone", "late"], format.Header!);
        Assert.Equal("place.zone", format.Paths!["zone"]);
        Assert.Equal(["a", "b"], Data("format: { header: [a, b] }").Format!.Header!);
        Assert.Null(Data("").Format);
    }

    [Theory]
    [InlineData("format: { delimeter: ';' }", "did you mean 'delimiter'?")]
    [InlineData("format: { delimiter: '::' }", "'data.format.delimiter' must be one character or 'tab', not '::'")]
    [InlineData("format: { escape: '' }", "'data.format.escape' must be one character")]
    [InlineData("format: { encoding: utf-9 }", "names 'utf-9', which is no encoding")]
    [InlineData("format: { decimal: ';' }", "'data.format.decimal' must be one of ., ,, not ';'")]
    [InlineData("format: { decimal: ',', thousands: ',' }", "are both ','; they must differ")]
    [InlineData("format: { header: [a, a] }", "each once")]
    [InlineData("format: { paths: { zone: place..zone } }", "must be keys with dots between them")]
    public void Parse_AFormatThatCannotBe_SaysWhy(string format, string message) =>
        Assert.Contains(message, Refused(() => Data(format)), StringComparison.Ordinal);

    [Theory]
    [InlineData("probability: { type: number }", "'probability' is a name that a model's answer has")]
    [InlineData("probabilities: { type: number }", "'probabilities' is a name that a model's answer has")]
    [InlineData("prediction: { type: category }", "'prediction' is a name that a model's answer has")]
    [InlineData("/x: { type: number }", "'/x' is a name that a model's answer has")]
    [InlineData("' zone2 ': { type: number }", "' zone2 ' has blanks around it; write 'zone2'")]
    [InlineData("yes: { type: boolean, min: 0 }", "'yes' is a boolean and cannot have 'min', 'max' or 'values'")]
    [InlineData("code: { type: category, values: [7, 7.0] }", "'code' has the value '7' 2 times")]
    [InlineData("code: { type: bool }", "must be one of number, integer, category, boolean, date, datetime, text, not 'bool'")]
    public void Parse_AColumnThatCannotBe_SaysWhy(string column, string message) =>
        Assert.Contains(message, Refused(() => Data("", column)), StringComparison.Ordinal);

    [Fact]
    public void Parse_AReservedNameThatOnlyAudits_IsTaken() =>
        Assert.Equal("probability", Assert.Single(Data("", "probability: { type: number, role: audit }").Audit!).Name);

    [Fact]
    public void Parse_NamesAndValues_AreInOneForm()
    {
        var data = Data("", "gro\u0308ße: { type: category, values: [7.0, 'Ko\u0308ln', True] }\n    ok: { type: boolean }");
        Assert.Equal(["größe", "ok", "level", "zone"], data.Columns.Select(column => column.Name));
        Assert.Equal(["7", "Köln", "true"], data.Columns[0].Values);
        Assert.Equal((ColumnType.Boolean, 0.0, 1.0), (data.Columns[1].Type, data.Columns[1].Min, data.Columns[1].Max));
    }

    private static string Refused(Action parse) => Assert.Throws<PipelineFormatException>(parse).Message;

    private static DataContract Data(string format, string column = "") =>
        PipelineYaml
            .Parse(
                $"""
                name: small
                data:
                  columns:
                    {column}
                    level: {"{ type: number }"}
                    zone: {"{ type: category }"}
                  label: {"{ name: late, values: [0, 1] }"}
                  {format.Replace("\n", "\n  ", StringComparison.Ordinal)}
                """
            )
            .Data;
}
