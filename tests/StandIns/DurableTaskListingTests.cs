using Microsoft.DurableTask;

namespace ServerlessML.Tests.StandIns;

public sealed class DurableTaskListingTests
{
    [Fact]
    public void DurableTask_ShowsNothingThatTheGenuineOneDoesNot()
    {
        StandInListing listing = new("Microsoft.DurableTask.", "DurableTask.Core");

        Assert.True(listing.TypeCount > 30);
        Assert.Equal("", string.Join('\n', listing.FindStrangers(typeof(TaskOrchestrationContext).Assembly)));
    }

    [Fact]
    public void AStranger_IsFound()
    {
        StandInListing listing = new("DurableTask.Core");

        Assert.Contains("type Microsoft.DurableTask :: abstract class TaskActivityContext", listing.FindStrangers(typeof(TaskName).Assembly));
    }
}
