using Azure;

namespace ServerlessML.Serving.Plans;

/// <summary>A plan document as it lies in storage.</summary>
public sealed record PlanBlob(ReadOnlyMemory<byte> Json, ETag Tag);
