using ServerlessML.Ml.Evaluation;
using ServerlessML.Models;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Ml;

/// <summary>A model takes no more time and memory than it may.</summary>
public sealed class BoundedModelTests
{
    [Fact]
    public async Task Score_CancelledInALoop_Ends()
    {
        using var scorer = ModelScorer.Open(HostileModels.Loop("x", trips: 2_000_000_000, threshold: 50), "loop");
        var rows = new Table([new NumberColumn("x", [100])]);
        using var cancellation = new CancellationTokenSource();
        var scored = Task.Run(() => scorer.Score(rows, cancellation.Token));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scored);
        Assert.Equal([0.5f], scorer.Score(new Table([new NumberColumn("x", [1])])));
    }

    [Fact]
    public void Score_MoreMemoryThanRunsMayTake_SaysSo()
    {
        using var scorer = ModelScorer.Open(HostileModels.Allocation("x", elements: 700_000_000, threshold: 50), "greedy");
        Assert.Equal(
            "Model greedy asked for more memory than the 1024 MB that runs may take (SERVERLESSML_MODEL_MEMORY_MB), on rows 1 to 1.",
            Assert.Throws<ModelException>(() => scorer.Score(new Table([new NumberColumn("x", [100])]))).Message
        );
        Assert.Equal([0.5f], scorer.Score(new Table([new NumberColumn("x", [1])])));
    }

    [Fact]
    public void Open_NumbersInAFile_RefusesIt() =>
        Assert.Equal(
            "Model peek keeps the numbers of 'outside' in a file beside it. Export it as one file, without external data.",
            Assert.Throws<ModelException>(() => ModelScorer.Open(HostileModels.ExternalInitializer("x", "/etc/hostname"), "peek")).Message
        );

    [Theory]
    [InlineData("15")]
    [InlineData("4096")]
    [InlineData("much")]
    public void Megabytes_NoSuchNumber_NamesTheSetting(string setting) =>
        Assert.StartsWith(
            $"The setting SERVERLESSML_MODEL_MEMORY_MB is '{setting}'; it must be",
            Assert.Throws<InvalidOperationException>(() => ModelSession.Megabytes(setting)).Message,
            StringComparison.Ordinal
        );
}
