namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// Exact counts over fixed bins. A value lies in the bin of the first edge that is not below it; the last bin has no edge.
/// </summary>
public sealed record BinnedCounts
{
    /// <summary>Ascending upper edges of all bins but the last.</summary>
    public required IReadOnlyList<double> Edges { get; init; }

    /// <summary><c>Edges.Count + 1</c> of them.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    public long Total() => Counts.Sum();

    /// <exception cref="ArgumentException">The bins differ, so the counts cannot be added exactly.</exception>
    public BinnedCounts Merge(BinnedCounts other) =>
        Edges.SequenceEqual(other.Edges) && Counts.Count == other.Counts.Count
            ? this with
            {
                Counts = [.. Counts.Zip(other.Counts, (mine, theirs) => checked(mine + theirs))],
            }
            : throw new ArgumentException("The bins differ; counts of different bins cannot be added.", nameof(other));

    /// <summary>
    /// Values that are surely above the limit: exactly those above it where it is an edge, otherwise those above the next edge.
    /// </summary>
    public long SurelyAbove(double limit)
    {
        for (var bin = 0; bin < Edges.Count; bin++)
        {
            if (Edges[bin] >= limit)
            {
                return Counts.Skip(bin + 1).Sum();
            }
        }

        return 0;
    }

    /// <summary>Upper edge of the bin that holds the quantile; infinite in the last bin, null where nothing was counted.</summary>
    public double? QuantileAtMost(double share)
    {
        var total = Total();
        var needed = Math.Max(1, (long)Math.Ceiling(share * total));
        var below = 0L;
        for (var bin = 0; bin < Edges.Count; bin++)
        {
            below += Counts[bin];
            if (total > 0 && below >= needed)
            {
                return Edges[bin];
            }
        }

        return total == 0 ? null : double.PositiveInfinity;
    }
}
