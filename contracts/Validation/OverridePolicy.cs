using ServerlessML.Contracts.Identity;

namespace ServerlessML.Contracts.Validation;

/// <summary>Who may accept a batch that broke rules, and for how long its run waits for them (docs/reference/override.md).</summary>
public sealed record OverridePolicy
{
    /// <summary>Since the batch was judged.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Any one of these is enough.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [Role.Operator];

    /// <summary>Whether who started the run may override its own batch.</summary>
    public bool StarterMayOverride { get; init; }

    /// <summary>The stricter of two in each of their rules; null where one of them allows none.</summary>
    public static OverridePolicy? Stricter(OverridePolicy? one, OverridePolicy? other) =>
        one is null || other is null
            ? null
            : new()
            {
                Wait = one.Wait < other.Wait ? one.Wait : other.Wait,
                Roles = [.. one.Roles.Intersect(other.Roles, StringComparer.Ordinal)],
                StarterMayOverride = one.StarterMayOverride && other.StarterMayOverride,
            };
}
