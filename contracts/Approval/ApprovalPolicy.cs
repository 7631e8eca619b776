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

    /// <summary>Roles that may change the pipeline's policy; null: <see cref="UsualChangers"/>.</summary>
    public IReadOnlyList<string>? ChangedBy { get; init; }

    /// <summary>Webhooks that are told; null: none.</summary>
    public IReadOnlyList<NotifyTarget>? Notify { get; init; }

    /// <summary>The policy of a run whose gate asks: somebody must answer, also where the gate's word would have been enough.</summary>
    public ApprovalPolicy Asked() => Approvals > 0 ? this : this with { Approvals = 1 };

    /// <summary>Who may change a policy that names nobody.</summary>
    public static IReadOnlyList<string> UsualChangers { get; } = [Role.Approver, Role.Operator];

    /// <summary>The stricter of two in each of their rules: whoever it lets through, both do.</summary>
    public static ApprovalPolicy Stricter(ApprovalPolicy one, ApprovalPolicy other)
    {
        var roles =
            one.Roles is null && other.Roles is null
                ? null
                : new SortedDictionary<string, int>(
                    one.Quorum.Keys.Union(other.Quorum.Keys)
                        .Select(role => (role, count: Math.Max(one.Quorum.GetValueOrDefault(role), other.Quorum.GetValueOrDefault(role))))
                        .Where(seat => seat.count > 0)
                        .ToDictionary(seat => seat.role, seat => seat.count),
                    StringComparer.Ordinal
                );
        return other with
        {
            Approvals = Math.Max(roles?.Values.Sum() ?? 0, Math.Max(one.Approvals, other.Approvals)),
            Roles = roles is { Count: > 0 } ? roles : null,
            Expires = one.Expires < other.Expires ? one.Expires : other.Expires,
            StarterMayApprove = one.StarterMayApprove == false || other.StarterMayApprove == false ? false : other.StarterMayApprove,
            // Without one nobody stands in.
            Escalate =
                one.Escalate is null || other.Escalate is null ? null
                : one.Escalate.After > other.Escalate.After ? one.Escalate
                : other.Escalate,
            Veto =
                one.Veto is null && other.Veto is null
                    ? null
                    : [.. (one.Veto ?? one.SigningRoles).Union(other.Veto ?? other.SigningRoles).Order(StringComparer.Ordinal)],
        };
    }

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
