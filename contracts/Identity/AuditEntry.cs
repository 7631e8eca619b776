using ServerlessML.Contracts.Approval;

namespace ServerlessML.Contracts.Identity;

/// <summary>One line of a pipeline's audit log. Each holds the hash of the one before.</summary>
public sealed record AuditEntry
{
    /// <summary>The entry's number, from 1 and without gaps.</summary>
    public required long Sequence { get; init; }
    public required string Pipeline { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was written; never before that of the entry before.</summary>
    public required DateTimeOffset Written { get; init; }
    public required string Who { get; init; }

    /// <summary>The person's object id in Entra ID; null where there is none, and in entries from before there was.</summary>
    public string? WhoId { get; init; }
    public string? Role { get; init; }

    /// <summary>One of <see cref="ApprovalAction"/>.</summary>
    public required string Action { get; init; }
    public string? RunId { get; init; }

    /// <summary>What they saw.</summary>
    public Digest? Evidence { get; init; }
    public string? Comment { get; init; }

    /// <summary>Names what happened: writing it twice is writing it once.</summary>
    public required string Key { get; init; }

    /// <summary>The hash of the entry before; null for the first.</summary>
    public Digest? Previous { get; init; }

    /// <summary>The digest of the entry's canonical JSON without this member and <see cref="Seal"/>.</summary>
    public Digest? Hash { get; init; }

    /// <summary>Says that who wrote it has the system's audit key; null in entries from before there was one.</summary>
    public string? Seal { get; init; }

    public AuditEntry Sealed() => this with { Hash = CanonicalJson.DigestOf(this with { Hash = null, Seal = null }) };
}
