using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Serving;

/// <summary>A column that a version takes from requests.</summary>
public sealed record ServedColumn
{
    public required string Name { get; init; }

    /// <summary><see cref="ColumnType.Number"/> or <see cref="ColumnType.Category"/>.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>
    /// Whether the column's definition lets no value be missing: a request that does not name the column is refused; null is accepted.
    /// </summary>
    public bool Required { get; init; }

    /// <summary>
    /// Whether texts are brought into <see cref="CanonicalText"/>, which the model was trained on, and true and false are taken as 1 and 0
    /// where it takes numbers; null where not, and in versions from before.
    /// </summary>
    public bool? Canonical { get; init; }
}
