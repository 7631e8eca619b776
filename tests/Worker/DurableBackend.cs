using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.DurableTask.Protobuf;

namespace ServerlessML.Tests.Worker;

/// <summary>What the durable extension tells its clients in the worker: one instance runs, one has ended, no other is known.</summary>
internal sealed class DurableBackend : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    public const string Runs = "runs";
    public const string Ended = "ended";

    public ConcurrentQueue<(string Instance, string Name, string? Payload)> Raised { get; } = new();

    public override Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context)
    {
        Raised.Enqueue((request.InstanceId, request.Name, request.Input));
        return request.InstanceId switch
        {
            Runs => Task.FromResult(new RaiseEventResponse()),
            Ended => throw new RpcException(new Status(StatusCode.FailedPrecondition, "The instance has ended.")),
            _ => throw new RpcException(new Status(StatusCode.NotFound, "There is no such instance.")),
        };
    }

    public override Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context) =>
        Task.FromResult(new GetInstanceResponse { Exists = false });

    public override Task<QueryInstancesResponse> QueryInstances(QueryInstancesRequest request, ServerCallContext context) =>
        Task.FromResult(new QueryInstancesResponse());

    public override Task<Empty> Hello(Empty request, ServerCallContext context) => Task.FromResult(new Empty());
}
