using System.Text.Json.Serialization;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Contracts.Approval;

/// <summary>Who must sign before traffic moves (docs/reference/approval.md).</summary>
public sealed record ApprovalPolicy
{
    /// <summary>How many approvals, by different people. 0: the gate's word is enough, unless it asks.</summary>
    public int Approvals { get; init; } = 1;

    public TimeSpan Expires { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The least number of signatures of each role, within <see cref="Approvals"/>; null: all are approvers.</summary>
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

    /// <summary>The policy of a run whose gate asks: somebody must answer, also where the gate's word would have been enough.</summary>
    public ApprovalPolicy Asked() => Approvals > 0 ? this : this with { Approvals = 1 };

    /// <summary>Roles that may approve from the beginning.</summary>
    [JsonIgnore]
    public IEnumerable<string> SigningRoles => Roles is { Count: > 0 } roles ? roles.Keys : [Role.Approver];

    /// <summary>How many of each role are needed at least.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, int> Quorum =>
        Roles is { Count: > 0 } roles ? roles : new Dictionary<string, int> { [Role.Approver] = Approvals };
}

/// <summary>When people of another role may stand in for whoever is missing.</summary>
public sealed record ApprovalEscalation
{
    /// <summary>Since the run began to wait.</summary>
    public required TimeSpan After { get; init; }
    public required string To { get; init; }
}

/// <summary>A webhook that is told when people are waited for.</summary>
public sealed record NotifyTarget
{
    public const string Rule = "an https address, or an http address of this machine, without a user";

    public required string Url { get; init; }
    public NotifyFormat Format { get; init; }

    /// <summary>Null when the address is none to send to.</summary>
    public Uri? Address() =>
        Uri.TryCreate(Url, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;
}

/// <summary>What a webhook takes.</summary>
public enum NotifyFormat
{
    Json,
    Slack,
    Teams,
}
