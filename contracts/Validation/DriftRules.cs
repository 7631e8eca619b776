namespace ServerlessML.Contracts.Validation;

/// <summary>How far a batch may have moved from the champion's training data.</summary>
public sealed record DriftRules
{
    public RuleSeverity Severity { get; init; }

    /// <summary>The distance from which on a column has moved: of numbers in deviations of the baseline, of categories 0 to 1.</summary>
    public double Limit { get; init; } = 0.1;

    /// <summary>Limits of single columns, by name; null for none.</summary>
    public IReadOnlyDictionary<string, double>? Columns { get; init; }

    public double LimitOf(string column) => Columns is { } own && own.TryGetValue(column, out var limit) ? limit : Limit;
}
