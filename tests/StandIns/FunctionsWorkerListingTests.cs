using Microsoft.Azure.Functions.Worker;

namespace ServerlessML.Tests.StandIns;

public sealed class FunctionsWorkerListingTests
{
    [Fact]
    public void FunctionsWorker_ShowsNothingThatTheGenuineOneDoesNot()
    {
        StandInListing listing = new("Microsoft.Azure.Functions.Worker");

        Assert.True(listing.TypeCount > 30);
        var strangers = listing.FindStrangers(typeof(FunctionAttribute).Assembly).ToList();
        Assert.True(strangers.Count == 0, string.Join("\n", strangers));
    }
}
