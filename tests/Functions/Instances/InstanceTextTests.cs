using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.Functions.Instances;

namespace ServerlessML.Tests.Functions.Instances;

/// <summary>The local engine gives details of a failure; Durable Functions has the text in the output.</summary>
public sealed class InstanceTextTests
{
    [Theory]
    [InlineData("\"the queue is \\\"gone\\\"\"", "the queue is \"gone\"")]
    [InlineData("the queue is gone", "the queue is gone")]
    [InlineData("{\"code\":7}", "{\"code\":7}")]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Reason_WithoutDetails_IsTheOutput(string? output, string? expected) =>
        Assert.Equal(
            expected,
            new OrchestrationMetadata("one", "one")
            {
                RuntimeStatus = OrchestrationRuntimeStatus.Failed,
                SerializedOutput = output,
            }.Reason()
        );

    [Fact]
    public void Reason_WithDetails_IsTheirMessage() =>
        Assert.Equal(
            "the queue is gone",
            new OrchestrationMetadata("one", "one")
            {
                RuntimeStatus = OrchestrationRuntimeStatus.Failed,
                FailureDetails = new TaskFailureDetails("X", "the queue is gone", null, null, null),
            }.Reason()
        );
}
