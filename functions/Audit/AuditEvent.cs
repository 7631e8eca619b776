using ServerlessML.Contracts.Runs;

namespace ServerlessML.Functions.Audit;

/// <summary>Something for the audit log.</summary>
public sealed record AuditEvent
{
    public required string Pipeline { get; init; }
    public required string Key { get; init; }
    public required string Action { get; init; }
    public required string Who { get; init; }
    public string? WhoId { get; init; }
    public string? Role { get; init; }
    public string? RunId { get; init; }
    public Digest? Evidence { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>No attempt to write it can have been before; <see cref="At"/> where that is the same at each attempt.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The log's own, where it is kept with what it tells of before it is written; null without a key.</summary>
    public string? Seal { get; init; }
}
