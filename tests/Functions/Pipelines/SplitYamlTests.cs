using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

public sealed class SplitYamlTests
{
    private const string Least = """
        name: small
        data: { columns: { level: { type: number } }, label: { name: late, values: [0, 1] } }
        """;

    [Theory]
    [InlineData("row", null, 0.2)]
    [InlineData("inputs", "Inputs;;", 0.2)]
    [InlineData("{ key: patient_id }", "Key;patient_id;", 0.2)]
    [InlineData("{ key: [country, patient_id] }", "Key;country,patient_id;", 0.2)]
    [InlineData("{ time: { column: at, last: 0.1 } }", "Time;;at 0", 0.1)]
    [InlineData("{ time: { column: at, gap: 7d } }", "Time;;at 604800", 0.2)]
    [InlineData("{ time: { column: week, gap: 2 } }", "Time;;week 2", 0.2)]
    public void Parse_ASplit_IsRead(string text, string? expected, double share)
    {
        var read = PipelineYaml.Parse($"{Least}\nevaluation: {{ split: {text} }}").Evaluation;
        var split = read.Split is { } stated
            ? $"{stated.Kind};{string.Join(',', stated.Key)};{(stated.Time is { } time ? $"{time.Column} {time.Gap}" : "")}"
            : null;
        Assert.Equal((expected, share), (split, read.Holdout));
    }

    [Theory]
    [InlineData("split: rows", 22, "'evaluation.split' must be one of row, inputs, key, time, not 'rows'; did you mean 'row'?")]
    [InlineData("split: key", 22, "'evaluation.split' by key names the columns that an entity is known by, such as { key: [patient_id] }")]
    [InlineData("split: { key: [a], kye: [a] }", 34, "unknown key 'evaluation.split.kye'; did you mean 'key'?")]
    [InlineData("split: { key: [late] }", 29, "'late' is the label: a holdout of whole classes would say nothing of new rows")]
    [InlineData("split: { key: [a, a] }", 29, "'a' is named twice in 'evaluation.split.key'")]
    [InlineData(
        "split: { key: [a], time: { column: at } }",
        22,
        "'evaluation.split' must have either 'key', with at least one column, or 'time'"
    )]
    [InlineData("split: { time: { last: 0.2 } }", 30, "'evaluation.split.time' lacks the key 'column'")]
    [InlineData("split: { time: { column: at, last: 2 } }", 50, "must be from 0.01 to 0.9, not 2")]
    [InlineData("split: { time: { column: at, gap: -1 } }", 49, "must be at least 0, not -1")]
    [InlineData("holdout: 0.3, split: { time: { column: at, last: 0.2 } }", 24, "are the same share: give one of them")]
    public void Parse_OneMistake_SaysWhereAndWhat(string text, int column, string message)
    {
        var problem = Assert.Single(
            Assert.Throws<PipelineFormatException>(() => PipelineYaml.Parse($"{Least}\nevaluation: {{ {text} }}")).Problems
        );
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((3, column), (problem.Line, problem.Column));
    }
}
