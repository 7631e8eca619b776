namespace ServerlessML.Contracts;

/// <summary>How far a column has moved from the baseline.</summary>
public sealed record ColumnDrift
{
    public required string Column { get; init; }

    /// <summary>Population stability index: below 0.1 stable, above 0.25 significant.</summary>
    public required double Psi { get; init; }

    /// <summary>Jensen-Shannon distance, base 2, 0 to 1.</summary>
    public required double JensenShannon { get; init; }
}
