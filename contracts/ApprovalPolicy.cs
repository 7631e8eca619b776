using System.Text.Json.Serialization;

namespace ServerlessML.Contracts;

/// <summary>Who must sign before traffic moves (docs/reference/approval.md).</summary>
public sealed record ApprovalPolicy
{
    /// <summary>How many approvals, by different people. 0: the gate's word is enough.</summary>
    public int Approvals { get; init; } = 1;

    public TimeSpan Expires { get; init; } = TimeSpan.FromDays(7);

    /// <summary>At least so many of each role, within <see cref="Approvals"/>; null: all are approvers.</summary>
    public IReadOnlyDictionary<string, int>? Roles { get; init; }

    /// <summary>Null in definitions from before the rule, under which anybody could.</summary>
    public bool? StarterMayApprove { get; init; }

    /// <summary>How often people are reminded until it is decided; null: never.</summary>
    public TimeSpan? Remind { get; init; }

    public ApprovalEscalation? Escalate { get; init; }

    /// <summary>Roles whose rejection ends it; null: that of anybody who may approve.</summary>
    public IReadOnlyList<string>? Veto { get; init; }

    /// <summary>Webhooks that are told; null: none.</summary>
    public IReadOnlyList<NotifyTarget>? Notify { get; init; }

    /// <summary>Roles that may approve from the beginning.</summary>
    [JsonIgnore]
    public IEnumerable<string> SigningRoles => Roles is { Count: > 0 } roles ? roles.Keys : [Role.Approver];

    /// <summary>How many of each role are needed at least.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, int> Quorum => Roles is { Count: > 0 } roles ? roles : new Dictionary<string, int> { [Role.Approver] = Approvals };
}
