using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

public sealed class PulumiListingTests
{
    [Fact]
    public void Pulumi_ShowsNothingThatTheGenuineOneDoesNot()
    {
        StandInListing listing = new("Pulumi.");

        Assert.True(listing.TypeCount > 30);
        Assert.Equal("", string.Join('\n', listing.FindStrangers(typeof(Deployment).Assembly)));
    }
}
