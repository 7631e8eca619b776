namespace ServerlessML.Ml.Training.Checkpoints;

/// <summary>Reads the state that a training goes on from, and writes those that are due.</summary>
internal sealed class StateKeeper
{
    private readonly Checkpointing _settings;
    private readonly IReadOnlyDictionary<string, string> _facts;
    private long _last;

    public StateKeeper(Checkpointing settings, IReadOnlyDictionary<string, string> facts)
    {
        (this._settings, this._facts) = (settings, facts);
        _last = settings.Time.GetTimestamp();
    }

    /// <summary>Null where there is none.</summary>
    /// <exception cref="CheckpointException">The state is damaged, or another training's.</exception>
    public T? Resume<T>(Func<BinaryReader, T> read)
        where T : class
    {
        if (_settings.Resume is not { IsEmpty: false } state)
        {
            return null;
        }

        using var reader = SealedState.Open(state, _facts);
        return read(reader);
    }

    /// <summary>Writes where the last state is old enough.</summary>
    public void Offer(TrainingStep step, Action<BinaryWriter> write)
    {
        if (_settings.Time.GetElapsedTime(_last) >= _settings.Every)
        {
            Write(step, write);
        }
    }

    public void Write(TrainingStep step, Action<BinaryWriter> write)
    {
        _settings.Write(SealedState.Seal(_facts, write), step);
        _last = _settings.Time.GetTimestamp();
    }
}
