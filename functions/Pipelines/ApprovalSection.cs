using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>approval:</c>.</summary>
internal static class ApprovalSection
{
    private const int MostApprovals = 20;

    /// <summary>Each is a timer and an entry in history.</summary>
    private const int MostReminders = 1000;

    private const int MostTargets = 10;

    private static readonly TimeSpan ShortestRemind = TimeSpan.FromMinutes(1);

    public static ApprovalPolicy Read(YamlSection? section)
    {
        var otherwise = new ApprovalPolicy { StarterMayApprove = false };
        if (section is null)
        {
            return otherwise;
        }

        var roles = Roles(section.Section("roles"));
        var byRole = roles?.Values.Sum() ?? 0;
        var approvals = section.Optional("approvals", roles is null ? otherwise.Approvals : byRole, value =>
            value.Integer(1, 0, MostApprovals)
        );
        if (approvals < byRole)
        {
            section.Report(
                section.Has("approvals") ? "approvals" : "roles",
                $"'approval.approvals' is {approvals}, fewer than the {byRole} that 'approval.roles' asks for"
            );
        }

        var policy = otherwise with
        {
            Approvals = approvals,
            Roles = roles,
            StarterMayApprove = section.Optional("starter-may-approve", false, value => value.Boolean(false)),
            Expires = section.Optional("expires", otherwise.Expires, value => value.Duration(otherwise.Expires)),
            Remind = section.Optional<TimeSpan?>("remind", null, value => value.Duration(ShortestRemind)),
            Escalate = Escalate(section.Section("escalate")),
            Notify = section.Sections("notify") is { Count: > 0 } targets ? [.. targets.Select(Target)] : null,
            ChangedBy = section.Texts("changed-by") is { Count: > 0 } changers ? [.. changers.Distinct()] : null,
            Veto = section.Texts("veto") is { Count: > 0 } veto ? [.. veto.Distinct()] : null,
        };
        Check(section, policy);
        section.Done();
        return policy;
    }

    private static SortedDictionary<string, int>? Roles(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var roles = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var role in Role.All)
        {
            if (section.Optional(role, 0, value => value.Integer(0, 1, MostApprovals)) is > 0 and var count)
            {
                roles[role] = count;
            }
        }

        section.Done();
        return roles.Count == 0 ? null : roles;
    }

    private static ApprovalEscalation? Escalate(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var escalation = new ApprovalEscalation
        {
            After = section.Required("after", TimeSpan.Zero, value => value.Duration(TimeSpan.Zero)),
            To = section.Required("to", Role.Operator, value => value.OneOf(Role.Operator, Role.All)),
        };
        section.Done();
        return escalation;
    }

    private static NotifyTarget Target(YamlSection section)
    {
        var target = new NotifyTarget
        {
            Url = section.Required("url", "", value => value.Text()),
            Format = Enum.Parse<NotifyFormat>(
                section.Optional("format", "json", value => value.OneOf("json", ["json", "slack", "teams"])),
                ignoreCase: true
            ),
        };
        if (section.Has("url") && target.Address() is null)
        {
            section.Report("url", $"the 'url' of a webhook must be {NotifyTarget.Rule}");
        }

        section.Done();
        return target;
    }

    private static void Check(YamlSection section, ApprovalPolicy policy)
    {
        if (policy.Escalate is { } escalation && escalation.After >= policy.Expires)
        {
            section.Report("escalate", "'approval.escalate.after' must be shorter than 'approval.expires'");
        }

        if (policy.Remind < ShortestRemind)
        {
            section.Report("remind", "'approval.remind' must be at least 1m");
        }
        else if (policy.Expires / policy.Remind > MostReminders)
        {
            section.Report("remind", $"'approval.remind' would remind more than {MostReminders} times before 'approval.expires'");
        }

        if (policy.Notify?.Count > MostTargets)
        {
            section.Report("notify", $"'approval.notify' has at most {MostTargets} webhooks");
        }

        foreach (var (key, roles) in new[] { ("veto", policy.Veto), ("changed-by", policy.ChangedBy) })
        {
            foreach (var role in roles?.Except(Role.All) ?? [])
            {
                section.Report(key, $"'approval.{key}' names '{role}', which is no role; there are {string.Join(", ", Role.All)}");
            }
        }
    }
}
