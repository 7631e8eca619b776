using Grpc.Core;

namespace ServerlessML.LocalHost.Runtime.Instances;

/// <summary>What a caller of the client sees where the genuine client has it from the Functions host.</summary>
internal static class ClientError
{
    public static RpcException NotFound(string id) => new(new(StatusCode.NotFound, LocalTaskClient.NoSuchInstance(id).Message));

    public static RpcException FailedPrecondition(string text) => new(new(StatusCode.FailedPrecondition, text));

    public static RpcException Cancelled() => new(new(StatusCode.Cancelled, "The call was cancelled by its caller."));
}
