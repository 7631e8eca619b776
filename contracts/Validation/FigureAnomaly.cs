namespace ServerlessML.Contracts.Validation;

/// <summary>A figure of a batch that the accepted batches before it do not let expect.</summary>
public sealed record FigureAnomaly
{
    /// <summary>rows, missing, mean, p5, p50, p95, distinct or label.</summary>
    public required string Figure { get; init; }

    /// <summary>The column; null for rows. Of a label's share with its value: <c>late = 1</c>.</summary>
    public string? Column { get; init; }
    public required double Value { get; init; }

    /// <summary>What is expected, at least.</summary>
    public required double Low { get; init; }

    /// <summary>What is expected, at most.</summary>
    public required double High { get; init; }

    /// <summary>The mean of the batches before, anomalous values left out.</summary>
    public required double Mean { get; init; }

    /// <summary>The deviation of those batches (of the population); null where there are too few to know one.</summary>
    public double? Deviation { get; init; }

    /// <summary>How many batches the mean is of.</summary>
    public required int Batches { get; init; }

    /// <summary>The figure in the last batches before, the oldest first.</summary>
    public IReadOnlyList<double> Before { get; init; } = [];
}
