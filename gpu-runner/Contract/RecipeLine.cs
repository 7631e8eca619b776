namespace ServerlessML.GpuRunner.Contract;

/// <summary>A line of <c>progress.ndjson</c>; what it leaves out has not changed.</summary>
public sealed record RecipeLine
{
    public const string FileName = "progress.ndjson";

    /// <summary>reading, training or writing.</summary>
    public string? State { get; init; }

    /// <summary>Steps done, and in all.</summary>
    public long? Step { get; init; }
    public long? Steps { get; init; }

    /// <summary>Counts from 1.</summary>
    public int? Epoch { get; init; }
    public double? Loss { get; init; }
    public double? ValidationAuc { get; init; }

    /// <summary>A file in <c>checkpoints/</c> that is whole.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What goes otherwise than asked: a sentence for people.</summary>
    public string? Note { get; init; }

    /// <summary>The seconds of training alone, told at its end.</summary>
    public double? TrainingSeconds { get; init; }

    public RecipeLine Over(RecipeLine before) =>
        new()
        {
            State = State ?? before.State,
            Step = Step ?? before.Step,
            Steps = Steps ?? before.Steps,
            Epoch = Epoch ?? before.Epoch,
            Loss = Loss ?? before.Loss,
            ValidationAuc = ValidationAuc ?? before.ValidationAuc,
            TrainingSeconds = TrainingSeconds ?? before.TrainingSeconds,
        };
}
