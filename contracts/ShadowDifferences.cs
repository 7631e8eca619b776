namespace ServerlessML.Contracts;

/// <summary>How a shadow's probabilities differ from those that were answered, over rows: exact and mergeable.</summary>
public sealed record ShadowDifferences
{
    /// <summary>Differences are added up in units of 10⁻⁹, so that the sum does not depend on the order.</summary>
    public const double Unit = 1e-9;
    public const int Bins = 40;

    public long Rows { get; init; }

    /// <summary>Sum of absolute differences, in <see cref="Unit"/>.</summary>
    public long AbsoluteSum { get; init; }

    /// <summary>The greatest absolute difference, in <see cref="Unit"/>.</summary>
    public long AbsoluteMax { get; init; }

    /// <summary>Rows that both put on the same side of 0.5.</summary>
    public long Agreeing { get; init; }

    /// <summary>Rows by shadow minus answer: <see cref="Bins"/> equal widths from -1 to 1, lower ends inclusive, 1 in the last.</summary>
    public IReadOnlyList<long> Histogram { get; init; } = [];

    public double? MeanAbsolute => Rows == 0 ? null : AbsoluteSum * Unit / Rows;

    public double MaxAbsolute => AbsoluteMax * Unit;

    public double? Agreement => Rows == 0 ? null : (double)Agreeing / Rows;
}
