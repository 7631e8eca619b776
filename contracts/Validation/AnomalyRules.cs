namespace ServerlessML.Contracts.Validation;

/// <summary>How a batch is held against the accepted ones before it (docs/reference/history.md).</summary>
public sealed record AnomalyRules
{
    public RuleSeverity Severity { get; init; }

    /// <summary>How many deviations from the mean of the batches before are as expected.</summary>
    public double Deviations { get; init; } = 3;

    /// <summary>How many batches it takes to know a deviation; with fewer, <see cref="Relative"/> holds.</summary>
    public int MinBatches { get; init; } = 8;

    /// <summary>
    /// The share by which a figure may differ from the mean of few batches; means and quantiles by that share of the column's deviation.
    /// </summary>
    public double Relative { get; init; } = 0.5;
}
