using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

/// <summary>One network that learns from its part of the rows, a batch a step.</summary>
internal sealed class Learner : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly int[] _training;
    private readonly LearnerState _state;
    private readonly SeededRandom _random;
    private readonly Batch _batch;
    private readonly Optimiser _optimiser;

    public Learner(InferenceSession session, Batch batch, int[] training, TrainingOptions options, LearnerState state)
    {
        (_options, _training, _state, _batch) = (options, training, state, batch);
        _random = new SeededRandom(state.Random);
        foreach (var start in state.Shuffles)
        {
            new SeededRandom(start).Shuffle(training);
        }

        _optimiser = new Optimiser(session, batch, state.Memory, options.WeightDecay);
    }

    public int PerEpoch => _training.Length / _batch.Size;

    public long Steps => (long)PerEpoch * _options.Epochs;

    public long Step => _state.Step;

    public int Epoch => _state.Shuffles.Count;

    /// <summary>Whether the last step was its epoch's last.</summary>
    public bool EpochEnded => _state.Step % PerEpoch == 0;

    /// <summary>The mean loss of the epoch's steps so far.</summary>
    public double MeanLoss => _state.Sum / (((_state.Step - 1) % PerEpoch) + 1);

    public float[] Parameters => _optimiser.Parameters;

    public long? Skipped => _optimiser.Memory.Scale?.Skipped;

    /// <summary>The next step's batch.</summary>
    /// <returns>The loss before the step.</returns>
    public float Take()
    {
        var i = (int)(_state.Step % PerEpoch);
        if (i == 0)
        {
            _state.Sum = 0;
            _state.Shuffles.Add(_random.State);
            _random.Shuffle(_training);
        }

        _batch.Fill(_training.AsSpan(i * _batch.Size, _batch.Size), _random, _options);
        var loss = _optimiser.Step(Schedule.Rate(_options, _state.Step, Steps));
        _state.Sum += loss;
        _state.Step++;
        return loss;
    }

    public void Write(BinaryWriter writer) => (_state with { Random = _random.State, Memory = _optimiser.Memory }).Write(writer);

    public void Dispose()
    {
        _optimiser.Dispose();
        _batch.Dispose();
    }
}
