namespace ServerlessML.Contracts;

/// <summary>Where a model came from that was not trained for the run that has it, but for the same inputs before.</summary>
public sealed record TrainedBefore
{
    /// <summary>Of the inputs: dataset, contract, recipe, parameters, seed, threads, code.</summary>
    public required Digest Key { get; init; }
    public required string RunId { get; init; }
    public required string JobId { get; init; }
    public required DateTimeOffset At { get; init; }
}
