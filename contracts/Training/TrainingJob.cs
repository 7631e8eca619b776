using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Training;

/// <summary>A message on the <c>training-jobs</c> queue: everything a runner needs, by digest.</summary>
public sealed record TrainingJob
{
    public required string JobId { get; init; }
    public required string RunId { get; init; }

    /// <summary>The orchestration that waits for the result.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Counts from 1; the fencing token: a result of an attempt that is no longer the last is refused.</summary>
    public required int Attempt { get; init; }

    public required string Recipe { get; init; }
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public required int Seed { get; init; }
    public required int Threads { get; init; }

    /// <summary>The <see cref="DatasetManifest"/> in the content-addressed store.</summary>
    public required Digest Dataset { get; init; }

    public required DataContract Data { get; init; }

    /// <summary>
    /// The <see cref="Evaluation.Split"/> in the content-addressed store; null in jobs from before there was one, which
    /// <see cref="Evaluation.Split.Before"/> divides.
    /// </summary>
    public Digest? Split { get; init; }

    /// <summary>Share of rows that training must not see, and the salt that picks them, where there is no <see cref="Split"/>.</summary>
    public required double Holdout { get; init; }
    public required string HoldoutSalt { get; init; }

    /// <summary>The time after which the runner stops and reports a failure.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>A checkpoint in the content-addressed store, to go on from; null to begin at the beginning.</summary>
    public Digest? Resume { get; init; }

    /// <summary>
    /// Share of a full training, above 0 and at most 1, after which it stops and leaves a checkpoint; null for all of it.
    /// </summary>
    public double? Until { get; init; }

    /// <summary>Rows that this training must not see, and is scored on; null to train on all training rows.</summary>
    public DataFold? Fold { get; init; }

    public TrainingResources? Resources { get; init; }

    /// <summary>How long a recipe may say nothing of its progress before it counts as stuck; null for never.</summary>
    public TimeSpan? Stall { get; init; }

    /// <summary>How much training a lost attempt may lose; null for the runner's own interval.</summary>
    public TimeSpan? CheckpointEvery { get; init; }

    /// <summary>What the recipe's container is made from; null for the runner's own image.</summary>
    public string? Image { get; init; }

    /// <summary>The program and its arguments for recipe <c>python</c>; null for the built-in recipes.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The recipe may use the network.</summary>
    public bool? Network { get; init; }
}

/// <summary>A part of the training rows that is kept back to score on, drawn as the holdout is.</summary>
/// <param name="Index">Counts from 0; where time divides, 0 keeps the newest rows back, and what is newer than a fold is not trained
/// on.</param>
/// <param name="Of">How many parts there are.</param>
public sealed record DataFold(int Index, int Of);
