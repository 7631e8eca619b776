namespace ServerlessML.Contracts.Evaluation;

/// <summary>What becomes of checks that are not shown.</summary>
public sealed record UnprovenPolicy
{
    private const string GainSuffix = "-gain";

    /// <summary>The key of every gain over the champion, whatever its measure.</summary>
    public const string Gain = "gain";

    /// <summary>The rule of all checks that have none of their own.</summary>
    public UnprovenRule Otherwise { get; init; }

    /// <summary>Rules by check: its name, or what stands before its first colon, or <see cref="Gain"/>.</summary>
    public IReadOnlyDictionary<string, UnprovenRule> Checks { get; init; } =
        new SortedDictionary<string, UnprovenRule>(StringComparer.Ordinal);

    public UnprovenRule Of(string check) =>
        Checks.TryGetValue(check, out var own) || Checks.TryGetValue(FamilyOf(check), out own) ? own : Otherwise;

    private static string FamilyOf(string check) => check.EndsWith(GainSuffix, StringComparison.Ordinal) ? Gain : check.Split(':')[0];
}

/// <summary>What becomes of a check that is not shown.</summary>
public enum UnprovenRule
{
    /// <summary>People decide.</summary>
    Ask,

    /// <summary>A check that is not shown counts as one that holds.</summary>
    Accept,

    /// <summary>A check that is not shown counts as one that fails.</summary>
    Reject,
}
