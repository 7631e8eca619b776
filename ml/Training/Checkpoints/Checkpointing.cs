namespace ServerlessML.Ml.Training.Checkpoints;

/// <summary>
/// How a training is kept from being lost. When and whether states are written never changes the model: a training resumed from any of them
/// gives the bytes of an uninterrupted one.
/// </summary>
public sealed record Checkpointing
{
    /// <summary>
    /// Least time between two states; zero writes one wherever the recipe can stand (a step; of trees every fortieth of the rounds).
    /// </summary>
    public required TimeSpan Every { get; init; }

    /// <summary>A state to go on from; without one, or with an empty one, training begins anew.</summary>
    public ReadOnlyMemory<byte>? Resume { get; init; }

    /// <summary>Takes a state, on the training's thread; what it throws ends the training.</summary>
    public required Action<byte[], TrainingStep> Write { get; init; }

    /// <summary>Says when a state is due.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
