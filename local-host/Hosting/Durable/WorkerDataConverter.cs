using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Hosting.Durable;

/// <summary>Durable payloads by the worker's serializer, as in the Functions host: one setting decides how records are written.</summary>
internal sealed class WorkerDataConverter(ObjectSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value) => value is null ? null : serializer.Serialize(value, value.GetType()).ToString();

    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : serializer.Deserialize(BinaryData.FromString(data).ToStream(), targetType, CancellationToken.None);
}
