namespace ServerlessML.Ml.Data;

/// <summary>Predictions and what became of them.</summary>
public sealed record OutcomeReport
{
    public required IReadOnlyList<VersionOutcomes> Versions { get; init; }

    /// <summary>Rows whose outcome is known and whose prediction was captured, in the lanes asked for.</summary>
    public required long Joined { get; init; }

    /// <summary>Outcomes of no captured row: sampled out, not captured yet, or never asked.</summary>
    public required long Unknown { get; init; }

    /// <summary>Outcomes that a later one for the same row replaced.</summary>
    public required long Replaced { get; init; }

    /// <summary>Captured rows whose outcome is not known yet.</summary>
    public required long Pending { get; init; }
}
