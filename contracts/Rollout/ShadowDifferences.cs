namespace ServerlessML.Contracts.Rollout;

/// <summary>How a shadow's answers differ from those that were given, over rows: exact and mergeable. Of a probability the difference; of
/// classes half the sum of the absolute differences (total variation); of a number the difference over the sum of both sizes, 0 to 1 either
/// way.</summary>
public sealed record ShadowDifferences
{
    /// <summary>Differences are added up in units of 10⁻⁹, so that the sum does not depend on the order.</summary>
    public const double Unit = 1e-9;
    public const int Bins = 40;

    /// <summary>Numbers agree where they are no further apart.</summary>
    public const double NumbersAgree = 0.05;

    public long Rows { get; init; }

    /// <summary>Sum of absolute differences, in <see cref="Unit"/>.</summary>
    public long AbsoluteSum { get; init; }

    /// <summary>The greatest absolute difference, in <see cref="Unit"/>.</summary>
    public long AbsoluteMax { get; init; }

    /// <summary>
    /// Rows that both put on the same side of 0.5, or call the same class, or give nearly the same number (<see cref="NumbersAgree"/>).
    /// </summary>
    public long Agreeing { get; init; }

    /// <summary>Rows by shadow minus answer: <see cref="Bins"/> equal widths from -1 to 1, lower ends inclusive, 1 in the last.</summary>
    public IReadOnlyList<long> Histogram { get; init; } = [];

    public double? MeanAbsolute => Rows == 0 ? null : AbsoluteSum * Unit / Rows;

    public double MaxAbsolute => AbsoluteMax * Unit;

    public double? Agreement => Rows == 0 ? null : (double)Agreeing / Rows;
}
