namespace ServerlessML.GpuRunner.Contract;

/// <summary><c>job.json</c>: all that a recipe is told. Paths are relative to the folder that it lies in.</summary>
public sealed record RecipeJob
{
    public const int CurrentContract = 1;
    public const string FileName = "job.json";

    /// <summary>Rises when a recipe written for the one before could not work any more.</summary>
    public int Contract { get; init; } = CurrentContract;

    public required string Id { get; init; }
    public required int Attempt { get; init; }
    public required string Recipe { get; init; }
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
    public required int Seed { get; init; }
    public required int Threads { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    public required RecipeData Data { get; init; }

    /// <summary>A checkpoint of the same recipe, to go on from.</summary>
    public string? Resume { get; init; }

    /// <summary>The share of a full training after which to stop, from <see cref="TrainingJob.Until"/>.</summary>
    public double Until { get; init; } = 1;

    public required double CheckpointEverySeconds { get; init; }
    public required DateTimeOffset Deadline { get; init; }
    public TrainingResources? Resources { get; init; }
}
