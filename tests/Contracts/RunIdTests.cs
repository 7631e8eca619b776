using ServerlessML.Contracts.Runs;

namespace ServerlessML.Tests.Contracts;

public sealed class RunIdTests
{
    private static readonly Digest Data = Digest.Of("data"u8);

    [Fact]
    public void For_SameContent_IsTheSameRun() => Assert.Equal(RunId.For("flights", Data), RunId.For("flights", Data));

    [Fact]
    public void For_OtherPipelineContentOrKey_IsAnotherRun() =>
        Assert.Equal(
            4,
            new[]
            {
                RunId.For("flights", Data),
                RunId.For("bikes", Data),
                RunId.For("flights", Digest.Of("more"u8)),
                RunId.For("flights", Data, "again"),
            }
                .Distinct()
                .Count()
        );

    // Runs that exist are found by this very text: it must never change.
    [Fact]
    public void For_KnownContent_IsWhatItAlwaysWas() => Assert.Equal("flights-45783ec0a5570f08", RunId.For("flights", Data));

    [Fact]
    public void Under_OtherPipelineContentDefinitionOrBatch_IsAnotherRun()
    {
        var definition = Digest.Of("definition"u8);
        Assert.Equal(RunId.Under("flights", Data, definition), RunId.Under("flights", Data, definition));
        Assert.Equal(
            6,
            new[]
            {
                RunId.Under("flights", Data, definition),
                RunId.Under("bikes", Data, definition),
                RunId.Under("flights", Digest.Of("more"u8), definition),
                RunId.Under("flights", Data, Digest.Of("mended"u8)),
                RunId.Under("flights", Data, definition, "monday"),
                RunId.For("flights", Data),
            }
                .Distinct()
                .Count()
        );
    }

    // Runs that exist are found by this very text too.
    [Fact]
    public void Under_KnownContent_IsWhatItAlwaysWas() =>
        Assert.Equal("flights-a5b5d570c7fa578a", RunId.Under("flights", Data, Digest.Of("definition"u8)));

    [Fact]
    public void Under_TheLongestPipelinesName_LeavesRoomInAnInstancesId() =>
        Assert.Equal(57, RunId.Under(new string('p', 40), Data, Data).Length);
}
