namespace ServerlessML.Contracts;

/// <summary>How the model is trained.</summary>
public sealed record TrainingSettings
{
    /// <summary><c>mlp</c> or <c>linear</c>.</summary>
    public string Recipe { get; init; } = "mlp";

    /// <summary>The recipe's own parameters, as text; an unknown one is an error of the job.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    public int Seed { get; init; } = 1;

    /// <summary>Threads of the training step; part of what makes a model reproducible.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Longest time of one attempt, waiting for a runner included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(2);

    /// <summary>An attempt that has said nothing for this long is taken for lost.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxAttempts { get; init; } = 3;
}
