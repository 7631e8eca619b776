namespace ServerlessML.Contracts;

/// <summary>One key's rows whose outcome was known.</summary>
public sealed record KeyPast
{
    public required long Rows { get; init; }

    /// <summary>Sum of <see cref="OutcomeMetric.Outcome"/>, in micro-units as <see cref="Moments"/> has them.</summary>
    public required long Outcome { get; init; }

    /// <summary>Sum of <see cref="OutcomeMetric.Quality"/>, in micro-units.</summary>
    public required long Quality { get; init; }

    public KeyPast With(KeyPast other) => new() { Rows = checked(Rows + other.Rows), Outcome = checked(Outcome + other.Outcome), Quality = checked(Quality + other.Quality) };
}
