namespace ServerlessML.Contracts.Training;

/// <summary>How the model is trained.</summary>
public sealed record TrainingSettings
{
    /// <summary><c>mlp</c>, <c>linear</c>, <c>xgboost</c> or <c>python</c>.</summary>
    public string Recipe { get; init; } = "auto";

    /// <summary>The recipe's own parameters, as text; an unknown one is an error of the job.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What large weights are stored as, where the gate accepts the model so; null leaves them.</summary>
    public Quantization? Quantize { get; init; }

    /// <summary>The accepted batches that are trained on; null for the run's own alone.</summary>
    public TrainingWindow? Window { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Threads of the training step; part of what makes a model reproducible.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Longest time of one attempt, waiting for a runner included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(2);

    /// <summary>An attempt that has said nothing for this long is taken for lost.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxAttempts { get; init; } = 3;

    /// <summary>
    /// What an attempt may use; <see cref="TrainingResources.Capacity"/> is that of all attempts but the last, which is on demand.
    /// </summary>
    public TrainingResources? Resources { get; init; }

    /// <summary>The pipeline's value for <see cref="TrainingJob.Stall"/>.</summary>
    public TimeSpan? Stall { get; init; }

    /// <summary>The pipeline's value for <see cref="TrainingJob.CheckpointEvery"/>.</summary>
    public TimeSpan? CheckpointEvery { get; init; }

    /// <summary>The pipeline's value for <see cref="TrainingJob.Image"/>.</summary>
    public string? Image { get; init; }

    /// <summary>The pipeline's value for <see cref="TrainingJob.Command"/>.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The pipeline's value for <see cref="TrainingJob.Network"/>.</summary>
    public bool? Network { get; init; }

    /// <summary>The search that takes the place of <see cref="Recipe"/> and <see cref="Parameters"/>; null trains those.</summary>
    public SearchSettings? Search { get; init; }

    /// <summary>False trains even what was trained before from the same inputs; null does not.</summary>
    public bool? Cache { get; init; }
}

/// <summary>What a model's large weights are stored as.</summary>
public enum Quantization
{
    /// <summary>Signed bytes, with a scale a column.</summary>
    Int8,
}
