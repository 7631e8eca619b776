using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>validation.override:</c>.</summary>
internal static class OverrideSection
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public static OverridePolicy? Read(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var otherwise = new OverridePolicy();
        var roles = section.Texts("roles");
        var policy = new OverridePolicy
        {
            Wait = section.Optional("wait", otherwise.Wait, value => value.Duration(otherwise.Wait)),
            Roles = section.Has("roles") ? [.. roles.Distinct().Order(StringComparer.Ordinal)] : otherwise.Roles,
            StarterMayOverride = section.Optional("starter-may-override", false, value => value.Boolean(false)),
        };
        if (policy.Wait < Shortest)
        {
            section.Report("wait", "'validation.override.wait' must be at least 1m");
        }

        if (policy.Roles.Count == 0)
        {
            section.Report("roles", $"'validation.override.roles' must name a role; there are {string.Join(", ", Role.All)}");
        }

        foreach (var role in policy.Roles.Except(Role.All))
        {
            section.Report(
                "roles",
                $"'validation.override.roles' names '{role}', which is no role; there are {string.Join(", ", Role.All)}"
            );
        }

        section.Done();
        return policy;
    }
}
