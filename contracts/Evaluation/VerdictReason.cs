namespace ServerlessML.Contracts;

/// <summary>One measure held against its limit.</summary>
public sealed record VerdictReason
{
    public required string Measure { get; init; }
    public required double Value { get; init; }
    public required double Limit { get; init; }
    public required bool Holds { get; init; }
    public required string Message { get; init; }
}
