using Azure.Storage.Queues.Models;

namespace ServerlessML.LocalHost.Hosting.Queues;

internal sealed class QueuePayload(QueueMessage message, BinaryData body) : TriggerPayload
{
    public static IReadOnlyList<string> Names { get; } =
    ["QueueTrigger", "DequeueCount", "Id", "InsertionTime", "ExpirationTime", "NextVisibleTime", "PopReceipt"];

    public override IReadOnlyDictionary<string, object?> BindingData { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["QueueTrigger"] = body.ToString(),
            ["DequeueCount"] = message.DequeueCount,
            ["Id"] = message.MessageId,
            ["InsertionTime"] = message.InsertedOn,
            ["ExpirationTime"] = message.ExpiresOn,
            ["NextVisibleTime"] = message.NextVisibleOn,
            ["PopReceipt"] = message.PopReceipt,
        };

    public override int RetryCount => (int)Math.Max(0, message.DequeueCount - 1);

    public override ValueTask<object?> ConvertAsync(Type target, FunctionInvocation invocation) =>
        target == typeof(QueueMessage) ? new(message) : Content.AsAsync(target, body, invocation);
}
