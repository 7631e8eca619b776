using Grpc.Core;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Training;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Functions.Instances;

public sealed class InstanceCommandsTests
{
    [Theory]
    [InlineData("runs", CommandOutcome.Accepted)]
    [InlineData("ended", CommandOutcome.Ended)]
    [InlineData("gone", CommandOutcome.NotFound)]
    public async Task Order_ToAnInstance_IsAnOutcome(string instance, CommandOutcome expected)
    {
        await using var client = Client();
        Assert.Equal(expected, await client.TryRaiseEventAsync(instance, "decided", true, default));
        Assert.Equal(expected, await client.TryTerminateAsync(instance, "why", default));
    }

    [Fact]
    public async Task Order_TheBackendIsAway_IsASurprise()
    {
        await using var client = new AwayClient();
        Assert.Equal(
            StatusCode.Unavailable,
            (await Assert.ThrowsAsync<RpcException>(() => client.TryRaiseEventAsync("runs", "decided", true, default))).StatusCode
        );
    }

    // Thrown, the message would come again five times and end among the poisoned.
    [Theory]
    [InlineData("runs", 1)]
    [InlineData("ended", 0)]
    [InlineData("gone", 0)]
    public async Task TrainingEnded_NobodyWaitsAnyMore_IsDoneWith(string instance, int told)
    {
        await using var client = Client();
        await new TrainingEnded(NullLogger<TrainingEnded>.Instance).RunAsync(
            new()
            {
                JobId = "job",
                InstanceId = instance,
                Attempt = 1,
                Error = "lost",
            },
            client,
            default
        );
        Assert.Equal(told, client.Orders.Count(order => order == $"{ModelTraining.EndedEvent} to {instance}"));
    }

    private static GenuineClient Client()
    {
        var client = new GenuineClient();
        client.Add(nameof(ModelTraining), "runs");
        client.Add(nameof(ModelTraining), "ended", OrchestrationRuntimeStatus.Completed);
        return client;
    }

    private sealed class AwayClient() : UnaskedClient("away")
    {
        public override Task RaiseEventAsync(
            string instanceId,
            string eventName,
            object? eventPayload = null,
            CancellationToken cancellation = default
        ) => throw new RpcException(new(StatusCode.Unavailable, "no connection"));

        public override Task<OrchestrationMetadata?> GetInstancesAsync(
            string instanceId,
            bool getInputsAndOutputs = false,
            CancellationToken cancellation = default
        ) => throw new NotSupportedException();
    }
}
