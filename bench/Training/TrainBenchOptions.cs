namespace ServerlessML.Bench.Training;

/// <summary>How long the training bench measures, and where its data is.</summary>
internal sealed record TrainBenchOptions
{
    public bool Quick { get; init; }

    /// <summary>Holds <c>adult/</c> and <c>bike/</c>.</summary>
    public required string Data { get; init; }

    public int Rounds => Quick ? 3 : 7;
}
