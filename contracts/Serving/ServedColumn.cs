using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Serving;

/// <summary>A column that a version takes from requests.</summary>
public sealed record ServedColumn
{
    public required string Name { get; init; }

    /// <summary>
    /// <see cref="ColumnType.Number"/> or <see cref="ColumnType.Category"/>, as the model takes it; of dates and of texts
    /// their own type.
    /// </summary>
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

    /// <summary>How requests write it, of dates, which the model takes as numbers; null for other columns.</summary>
    public ServedDate? Date { get; init; }
}

/// <summary>How a date is sent.</summary>
public sealed record ServedDate
{
    /// <summary>How a date is written (<see cref="DateSettings.Format"/>).</summary>
    public string? Format { get; init; }

    /// <summary>Whether the time of day is cut off.</summary>
    public bool IsDay { get; init; }

    /// <summary>A request that leaves it out is asked at the time at which it arrives.</summary>
    public bool? OrNow { get; init; }
}
