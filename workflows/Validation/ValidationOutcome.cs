using ServerlessML.Contracts.Validation;

namespace ServerlessML.Workflows.Validation;

/// <summary>The batch's verdict, and where its report lies.</summary>
public sealed record ValidationOutcome
{
    public required bool Accepted { get; init; }
    public required long Rows { get; init; }

    /// <summary>The <see cref="ValidationReport"/> in the content-addressed store.</summary>
    public required Digest Report { get; init; }

    /// <summary>The <see cref="DatasetProfile"/>; null when the batch was rejected.</summary>
    public Digest? Profile { get; init; }

    /// <summary>
    /// The <see cref="Contracts.Evaluation.Split"/> of the run; null when the batch was rejected, and in what was recorded before January
    /// 2027.
    /// </summary>
    public Digest? Split { get; init; }

    /// <summary>
    /// Until when a rejected batch may be overridden; null where it may not be, and in what was recorded before December 2026.
    /// </summary>
    public DateTimeOffset? OverridableUntil { get; init; }

    /// <summary>Set when the batch was rejected and a person accepted it.</summary>
    public BatchOverride? Override { get; init; }

    /// <summary>The first few violations, as sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
