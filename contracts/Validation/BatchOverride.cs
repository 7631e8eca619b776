namespace ServerlessML.Contracts.Validation;

/// <summary>A person's word that a batch counts although it broke rules.</summary>
public sealed record BatchOverride
{
    /// <summary>The <see cref="ValidationReport"/> that they read, in the content-addressed store.</summary>
    public required Digest Report { get; init; }
    public required string By { get; init; }

    /// <summary>The person's object id in Entra ID; null where there is none.</summary>
    public string? ById { get; init; }
    public required string Role { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// True: later batches are compared with this one, and trained on together with it. Else it stays out of accepted batches, their
    /// history, and the reference of drift.
    /// </summary>
    public bool Baseline { get; init; }

    /// <summary>Whether the batch must not be what others are compared with.</summary>
    public static bool StaysOut(BatchOverride? known) => known is { Baseline: false };
}

/// <summary>How an override stands that a run waits for.</summary>
public sealed record OverrideProgress
{
    /// <summary>What an override has to name.</summary>
    public required Digest Report { get; init; }

    /// <summary>Who may: any one of these roles.</summary>
    public required IReadOnlyList<string> Roles { get; init; }
    public required DateTimeOffset Until { get; init; }
}
