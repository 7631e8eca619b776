namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>A message to an instance, kept until the turn that takes it is committed.</summary>
internal sealed record MessageRow(
    long Row,
    string Target,
    MessageKind Kind,
    string? Name = null,
    string? Payload = null,
    ParentLink? Parent = null,
    string? Version = null
);
