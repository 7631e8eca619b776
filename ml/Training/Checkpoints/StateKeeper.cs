namespace ServerlessML.Ml.Training.Checkpoints;

/// <summary>Reads the state that a training goes on from, and writes those that are due.</summary>
internal sealed class StateKeeper
{
    private readonly Checkpointing settings;
    private readonly IReadOnlyDictionary<string, string> facts;
    private long last;

    public StateKeeper(Checkpointing settings, IReadOnlyDictionary<string, string> facts)
    {
        (this.settings, this.facts) = (settings, facts);
        last = settings.Time.GetTimestamp();
    }

    /// <summary>Null where there is none.</summary>
    /// <exception cref="CheckpointException">The state is damaged, or another training's.</exception>
    public T? Resume<T>(Func<BinaryReader, T> read)
        where T : class
    {
        if (settings.Resume is not { IsEmpty: false } state)
        {
            return null;
        }

        using var reader = SealedState.Open(state, facts);
        return read(reader);
    }

    /// <summary>Writes where the last state is old enough.</summary>
    public void Offer(TrainingStep step, Action<BinaryWriter> write)
    {
        if (settings.Time.GetElapsedTime(last) >= settings.Every)
        {
            Write(step, write);
        }
    }

    public void Write(TrainingStep step, Action<BinaryWriter> write)
    {
        settings.Write(SealedState.Seal(facts, write), step);
        last = settings.Time.GetTimestamp();
    }
}
