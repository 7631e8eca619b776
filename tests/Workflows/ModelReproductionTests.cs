using ServerlessML.Workflows.Reproduction;

namespace ServerlessML.Tests.Workflows;

public class ModelReproductionTests
{
    private static readonly ReproductionRequest Request = new()
    {
        RunId = "again",
        OriginalRunId = "flights-1",
        StartedBy = "test",
    };

    [Theory]
    [InlineData("model", RunState.Completed, true)]
    [InlineData("another model", RunState.Failed, false)]
    public async Task Run_TrainedModel_IsComparedWithTheOriginal(string original, string state, bool identical)
    {
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(1))
            .On(Stages.OpenReproduction, _ => new OpenedReproduction
            {
                Training = Samples.Training(),
                OriginalModel = Samples.Of(original),
            });
        await host.StartAsync(nameof(ModelReproduction), Request);
        Assert.Equal(state, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal(identical, host.CallsOf(Stages.NoteOnRun)[^1].Identical);
    }
}
