using ServerlessML.Contracts.Evaluation;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

public sealed class WindowYamlTests
{
    private const string Least = """
        name: small
        data:
          columns:
            level: { type: number }
          label: { name: late, values: [0, 1] }
        """;

    [Fact]
    public void Parse_TrainingWindow_IsSomeBatchesOrAnAgeOrAll()
    {
        TrainingWindow? Window(string text) => PipelineYaml.Parse($"{Least}\ntraining: {{ window: {text} }}").Training.Window;
        Assert.Equal(new() { Batches = 3 }, Window("{ batches: 3 }"));
        Assert.Equal(new() { Age = TimeSpan.FromDays(90) }, Window("{ age: 90d }"));
        Assert.Equal(new() { All = true }, Window("all"));
        Assert.Null(PipelineYaml.Parse(Least).Training.Window);
        Assert.Equal(EvaluatedRows.Both, PipelineYaml.Parse($"{Least}\nevaluation: {{ on: both }}").Evaluation.On);
    }

    [Theory]
    [InlineData("training: { window: some }", "'training.window' must be one of all, not 'some'")]
    [InlineData("training: { window: { batches: 0 } }", "must be from 1 to 1000")]
    [InlineData(
        "training: { window: { batches: 2, age: 90d } }",
        "one of the keys batches (how many, this one included) and age (such as 90d), or be the word all"
    )]
    [InlineData("training: { window: { batch: 2 } }", "unknown key 'training.window.batch'; did you mean 'batches'?")]
    [InlineData("evaluation: { on: windows }", "must be one of batch, both, window, not 'windows'; did you mean 'window'?")]
    public void Parse_OneMistake_SaysWhat(string line, string message)
    {
        var problem = Assert.Single(Assert.Throws<PipelineFormatException>(() => PipelineYaml.Parse($"{Least}\n{line}\n")).Problems);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(6, problem.Line);
    }
}
