using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Tests.StandIns;

public sealed class OnnxRuntimeListingTests
{
    [Fact]
    public void OnnxRuntime_ShowsNothingThatTheGenuineOneDoesNot()
    {
        StandInListing listing = new("Microsoft.ML.OnnxRuntime");

        Assert.True(listing.TypeCount > 10);
        Assert.Equal([], listing.FindStrangers(typeof(OrtValue).Assembly));
    }
}
