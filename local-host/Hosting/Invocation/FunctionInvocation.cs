using Azure.Core.Serialization;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>One call of a function, as its parameters are bound.</summary>
public sealed record FunctionInvocation(
    TriggerPayload Payload,
    LocalFunctionContext Context,
    ObjectSerializer Serializer,
    CancellationToken Cancellation
);
