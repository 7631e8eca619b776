using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Approval;

/// <summary>What a person decided, and about which evidence.</summary>
public sealed record ApprovalDecision
{
    public required Digest Evidence { get; init; }

    /// <summary>True for an approval only.</summary>
    public required bool Approved { get; init; }

    /// <summary>Null in documents from before a decision could be more than yes or no; <see cref="What"/> reads both.</summary>
    public DecisionKind? Kind { get; init; }

    /// <summary>The caller's identity, from their token and never from the request's body.</summary>
    public required string By { get; init; }

    /// <summary>The caller's object id in Entra ID; null where there is none, and in documents from before there was.</summary>
    public string? ById { get; init; }

    /// <summary>The first of <see cref="Held"/> that the policy asks for.</summary>
    public required string Role { get; init; }

    /// <summary>All of the person's roles; null in documents from before a person could have several.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The person to whom a delegation passes the vote; null for other actions.</summary>
    public string? To { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Filled in when it is recorded; null in documents from before the audit log.</summary>
    public AuditMark? Audit { get; init; }

    /// <summary>True: the batch that is overridden is one that later ones are compared with; null for no, and for other actions.</summary>
    public bool? Baseline { get; init; }

    [JsonIgnore]
    public DecisionKind What => Kind ?? (Approved ? DecisionKind.Approve : DecisionKind.Reject);

    [JsonIgnore]
    public IReadOnlyList<string> Held => Roles ?? [Role];
}

/// <summary>What a person can do while a run waits for approval. The last one of a person holds.</summary>
public enum DecisionKind
{
    Approve,
    Reject,

    /// <summary>Takes back whatever the person did before.</summary>
    Withdraw,

    /// <summary>Names another person, who counts in this one's place for this run.</summary>
    Delegate,

    /// <summary>Accepts a batch that broke rules; the evidence is then the validation report.</summary>
    Override,
}

/// <summary>Which entry of the audit log tells of it; whoever rewrites the log would have to rewrite every run's manifest too.</summary>
public sealed record AuditMark
{
    public required long Sequence { get; init; }
    public required Digest Hash { get; init; }
}
