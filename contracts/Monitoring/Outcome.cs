namespace ServerlessML.Contracts.Monitoring;

/// <summary>What became of a prediction: one line of a feedback blob. Of several for one request and row the last one is true.</summary>
public sealed record Outcome
{
    public required string RequestId { get; init; }

    /// <summary>The row's position in its request, from 0.</summary>
    public int Row { get; init; }

    /// <summary>1 when it happened, 0 when not; the number that came, where numbers are predicted. Null for a class.</summary>
    public double? Label { get; init; }

    /// <summary>The class that came; null for a number.</summary>
    public string? Class { get; init; }

    /// <summary>When it was known, as the sender says.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When the gateway took it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
