using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>The promotion gate's answer, with its reasons.</summary>
public sealed record Verdict
{
    public required VerdictOutcome Outcome { get; init; }
    public required IReadOnlyList<VerdictReason> Reasons { get; init; }

    /// <summary>Says which checks are broken, or are not shown where the pipeline takes that for broken.</summary>
    public string Broken() => Said(reason => reason.Rejects);

    /// <summary>Says which checks people are asked about, because they are not shown.</summary>
    public string Unproven() => Said(reason => reason.Asks);

    private string Said(Func<VerdictReason, bool> which) => string.Join("; ", Reasons.Where(which).Select(reason => reason.Message));
}

/// <summary>What the promotion gate says.</summary>
public enum VerdictOutcome
{
    Promote,
    Reject,
    Ask,
}

/// <summary>One measure held against its limit.</summary>
public sealed record VerdictReason
{
    private static readonly Dictionary<CheckState, string> Words = new()
    {
        [CheckState.Holds] = "holds",
        [CheckState.Fails] = "BROKEN",
        [CheckState.NotShown] = "not shown",
    };

    public required string Measure { get; init; }
    public required double Value { get; init; }
    public required double Limit { get; init; }

    /// <summary>The check holds; false also where it is not shown.</summary>
    public required bool Holds { get; init; }
    public required string Message { get; init; }

    /// <summary>
    /// What the interval says; null in documents from before there were three answers, and where there is no interval to judge by.
    /// </summary>
    public CheckState? State { get; init; }

    /// <summary>The lower end of the interval that was held against the limit; null for none.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end.</summary>
    public double? High { get; init; }

    /// <summary>What becomes of the check where it is not shown; null where it is.</summary>
    public UnprovenRule? Unproven { get; init; }

    /// <summary>Whether the candidate is rejected for it.</summary>
    [JsonIgnore]
    public bool Rejects => State is CheckState.NotShown ? Unproven is UnprovenRule.Reject : !Holds;

    /// <summary>Whether people are asked because of it.</summary>
    [JsonIgnore]
    public bool Asks => State is CheckState.NotShown && Unproven is UnprovenRule.Ask;

    /// <summary>The state in a word or two.</summary>
    public string InWords() => Words[State ?? (Holds ? CheckState.Holds : CheckState.Fails)];
}

/// <summary>What an interval says of a limit.</summary>
public enum CheckState
{
    /// <summary>The whole interval is within the limit.</summary>
    Holds,

    /// <summary>The whole interval is beyond it.</summary>
    Fails,

    /// <summary>The limit lies inside of the interval, or there are too few rows for one.</summary>
    NotShown,
}
