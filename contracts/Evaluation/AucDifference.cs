namespace ServerlessML.Contracts;

/// <summary>Candidate less champion on the same rows (paired DeLong test, or paired rows where it is of another measure).</summary>
public sealed record AucDifference
{
    public required double Difference { get; init; }

    /// <summary>95 % interval.</summary>
    public required double Low { get; init; }
    public required double High { get; init; }

    /// <summary>Two-sided.</summary>
    public required double PValue { get; init; }
}
