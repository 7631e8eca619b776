using System.Globalization;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Cli;

/// <summary>A definition drafted from a person's file, and files held to it, as they would be typed.</summary>
public sealed class InitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Init_ThenValidate_TakesTheSameFileWithoutAnEdit()
    {
        var random = new Random(3);
        Written(
            "orders.csv",
            "id;placed;total;late\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(row =>
                            $"{row};{1 + (row % 28):00}.{1 + (row % 12):00}.2026;{random.Next(1, 90).ToString(CultureInfo.InvariantCulture)},5;{row % 2}\n"
                        )
                )
        );
        var drafted = await SaidAsync("init", "orders.csv", "--label", "late");
        Assert.Equal((0, ""), (drafted.Code, drafted.Out));
        Assert.Contains("sml validate pipeline.yaml", drafted.Error, StringComparison.Ordinal);
        var definition = PipelineYaml.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "pipeline.yaml")));
        Assert.Equal(
            ("orders", "placed, total"),
            (definition.Name, string.Join(", ", definition.Data.Columns.Select(column => column.Name)))
        );

        var checkedFile = await SaidAsync("validate", "pipeline.yaml", "orders.csv");
        Assert.Equal(0, checkedFile.Code);
        Assert.Contains("remark  'orders.csv' has been read with ';' between cells", checkedFile.Out, StringComparison.Ordinal);
        Assert.Contains("A batch of these 200 rows would be accepted.", checkedFile.Error, StringComparison.Ordinal);

        var again = await SaidAsync("init", "orders.csv", "--label", "late");
        Assert.Equal(2, again.Code);
        Assert.Contains("There is a file 'pipeline.yaml' already.", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await SaidAsync("init", "orders.csv", "--label", "late", "--force", "--name", "others")).Code);
        Assert.StartsWith(
            "# Drafted from orders.csv",
            (await SaidAsync("init", "orders.csv", "--label", "late", "--out", "-")).Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Validate_WhatARunWouldReject_EndsWith5()
    {
        Written(
            "pipeline.yaml",
            "name: small\ndata: { columns: { level: { type: number, max: 9 } }, label: { name: late, values: [0, 1] } }\nvalidation: { min-rows: 1 }\n"
        );
        Written("a.csv", "level,late\n1,0\n99,1\n");
        var said = await SaidAsync("validate", "pipeline.yaml", "a.csv");
        Assert.Equal(5, said.Code);
        Assert.Contains("reject  1 value in column 'level' of 'a.csv' is outside of up to 9", said.Out, StringComparison.Ordinal);
        Assert.Contains("would be rejected", said.Error, StringComparison.Ordinal);
        var rules = await SaidAsync("validate", "pipeline.yaml", "a.csv", "--query", "violations[].rule", "-o", "json");
        Assert.Contains("\"range\"", rules.Out, StringComparison.Ordinal);
        Assert.Equal(5, rules.Code);
    }

    [Fact]
    public async Task Init_WithALabelThatIsNotThere_NamesTheNearest()
    {
        Written("a.csv", "level,late\n1,0\n2,1\n");
        var said = await SaidAsync("init", "a.csv", "--label", "lat");
        Assert.Equal(1, said.Code);
        Assert.Contains("did you mean 'late'?", said.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await SaidAsync("init", "none.csv", "--label", "late")).Code);
    }

    private Task<Said> SaidAsync(params string[] words) => Said.OfAsync(words, session => session with { Directory = _folder.Path });

    private void Written(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);
}
