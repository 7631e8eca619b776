using System.Text.Json.Serialization;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Validation;

/// <summary>What a column looked like: counts that add up over shards.</summary>
public sealed record ColumnProfile
{
    public required string Name { get; init; }
    public required ColumnType Type { get; init; }
    public long Count { get; init; }
    public long Missing { get; init; }

    /// <summary>Whether its numbers are those of dates, as <see cref="CanonicalTime"/> has them: they go on with time.</summary>
    [JsonIgnore]
    public bool IsDate => Type is ColumnType.Date or ColumnType.Datetime;

    /// <summary>Whether its numbers are how many words its texts have.</summary>
    [JsonIgnore]
    public bool IsText => Type == ColumnType.Text;

    /// <summary>Numbers: over the values that are there.</summary>
    public double Sum { get; init; }
    public double SumOfSquares { get; init; }
    public double? Min { get; init; }
    public double? Max { get; init; }

    /// <summary>
    /// Numbers: upper edges, inclusive, of all bins but the last, ascending: by the column's own quantiles, in older profiles by its
    /// definition.
    /// </summary>
    public IReadOnlyList<double> BinEdges { get; init; } = [];

    /// <summary>Numbers: one count a bin, <c>BinEdges.Count + 1</c> of them.</summary>
    public IReadOnlyList<long> BinCounts { get; init; } = [];

    /// <summary>Categories: count by value, the most frequent ones.</summary>
    public IReadOnlyDictionary<string, long> Categories { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Categories: rows whose value is not listed.</summary>
    public long OtherCategories { get; init; }
}
