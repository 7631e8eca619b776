namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// A metric over units that may have several rows each (routing keys: what is assigned to an arm), so that rows of one unit do not count as
/// independent. Sums over disjoint sets of units merge exactly.
/// </summary>
public sealed record UnitSums
{
    /// <summary>Over units: y is the sum of the metric over the unit's rows, x the number of them.</summary>
    public Moments Rows { get; init; } = Moments.None;

    /// <summary>Over units: y is the sum of the metric, x the covariate from before the rollout; null where none was asked for.</summary>
    public Moments? Past { get; init; }

    /// <summary>Over units: y is the number of rows, x the covariate.</summary>
    public Moments? RowsPast { get; init; }

    /// <param name="sum">Of the metric over the unit's rows.</param>
    /// <param name="rows">Of the unit.</param>
    /// <param name="past">The covariate; null where none was asked for, of all units or of none.</param>
    public UnitSums Observe(double sum, long rows, double? past = null) =>
        new()
        {
            Rows = Rows.Observe(sum, rows),
            Past = past is { } covariate ? (Past ?? Moments.None).Observe(sum, covariate) : Past,
            RowsPast = past is { } same ? (RowsPast ?? Moments.None).Observe(rows, same) : RowsPast,
        };

    /// <summary>Adds the sums of other units.</summary>
    public UnitSums Merge(UnitSums other) =>
        new()
        {
            Rows = Rows.Merge(other.Rows),
            Past = Merge(Past, other.Past),
            RowsPast = Merge(RowsPast, other.RowsPast),
        };

    private static Moments? Merge(Moments? first, Moments? second) =>
        first is null ? second
        : second is null ? first
        : first.Merge(second);
}
