namespace ServerlessML.Contracts.Evaluation;

/// <summary>What a wrong call costs, in a unit of the pipeline's own; a right one costs nothing.</summary>
public sealed record ErrorCosts
{
    /// <summary>A negative that is called positive.</summary>
    public double FalsePositive { get; init; } = 1;

    /// <summary>A positive that is called negative.</summary>
    public double FalseNegative { get; init; } = 1;
}
