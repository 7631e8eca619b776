using Azure;

namespace ServerlessML.Storage;

/// <summary>A document as it was read, with the tag that a conditional write needs.</summary>
public sealed record Document<T>(T Value, ETag Tag);
