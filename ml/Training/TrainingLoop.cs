using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>One training of a network, from the first or a kept step to the last.</summary>
internal sealed class TrainingLoop(
    TrainingOptions options,
    FeatureEncoding encoding,
    Network network,
    EncodedRows rows,
    TrainingRows targets,
    Measures measures,
    int[] training,
    int[] validation,
    SeededRandom random)
{
    private const int Reports = 200;

    private readonly int _size = Math.Min(options.BatchSize, training.Length);
    private TrainingLoopState _state = new();

    private int PerEpoch => training.Length / _size;

    private long Steps => (long)PerEpoch * options.Epochs;

    /// <exception cref="TrainingException">The loss is no number any more.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged or another training's.</exception>
    public (float[] Parameters, TrainingMetrics Metrics) Run(Action<TrainingStep>? progress, StateKeeper? keeper, CancellationToken cancellation)
    {
        var stop = (long)Math.Ceiling(Steps * options.Until);
        var memory = keeper?.Resume(Resume) ?? OptimiserMemory.From(network.Initial(random, encoding.Columns), options.Precision);
        using var batch = new Batch(rows, targets, encoding, options.Dropout > 0 ? options.Hidden : [], _size);
        using var session = Sessions.Open(StepGraph.Build(network, targets.Head, batch, options.WeightDecay > 0, options.Precision), options);
        using var optimiser = new Optimiser(session, batch, memory, options.WeightDecay);
        using var scorer = measures.Possible ? new Scorer(network, targets.Head, encoding.Columns, options) : null;
        while (_state.Step < stop && !_state.Ended)
        {
            cancellation.ThrowIfCancellationRequested();
            var i = (int)(_state.Step % PerEpoch);
            if (i == 0)
            {
                _state.Shuffles.Add(random.State);
                random.Shuffle(training);
            }

            batch.Fill(training.AsSpan(i * _size, _size), random, options);
            _state.Sum += Sound(optimiser.Step(Schedule.Rate(options, _state.Step, Steps)));
            _state.Step++;
            if (_state.Step % Math.Max(1, Steps / Reports) == 0)
            {
                progress?.Invoke(Progress(_state.Sum / (i + 1)));
            }

            if (i + 1 == PerEpoch)
            {
                EndEpoch(scorer, optimiser.Parameters);
                progress?.Invoke(Progress(_state.Losses[^1]));
            }

            keeper?.Offer(Progress(MeanLoss()), writer => Write(writer, optimiser.Memory));
        }

        if (stop < Steps)
        {
            keeper?.Write(Progress(MeanLoss()), writer => Write(writer, optimiser.Memory));
        }

        return End(scorer, optimiser.Parameters, optimiser.Memory.Scale?.Skipped);
    }

    private OptimiserMemory Resume(BinaryReader reader)
    {
        _state = TrainingLoopState.Read(reader);
        random = new SeededRandom(reader.ReadUInt64());
        foreach (var start in _state.Shuffles)
        {
            new SeededRandom(start).Shuffle(training);
        }

        return OptimiserMemory.Read(reader, options.Precision);
    }

    private void Write(BinaryWriter writer, OptimiserMemory memory)
    {
        _state.Write(writer);
        writer.Write(random.State);
        memory.Write(writer);
    }

    /// <summary>Takes a sample of answers to the first training rows, by the trainer's own forward pass.</summary>
    public TrainedSample Sample(float[] parameters)
    {
        using var scorer = new Scorer(network, targets.Head, encoding.Columns, options);
        var chosen = training.AsSpan(0, Math.Min(TrainedSample.Most, training.Length)).ToArray();
        return new(chosen, scorer.Score(rows, chosen, parameters), ModelOutput.NameOf(targets.Head.Task));
    }

    private void EndEpoch(Scorer? scorer, float[] parameters)
    {
        _state.Losses.Add(_state.Sum / PerEpoch);
        _state.Sum = 0;
        _state.Score = scorer is null ? null : measures.Score(Answers(scorer, parameters));
        var epoch = _state.Losses.Count;
        if (options.Patience > 0 && (_state.Score is null || _state.BestScore is null || _state.Score > _state.BestScore))
        {
            (_state.BestScore, _state.Best, _state.BestEpoch) = (_state.Score, [.. parameters], epoch);
        }

        _state.Ended = options.Patience > 0 && epoch - _state.BestEpoch >= options.Patience;
    }

    private (float[] Parameters, TrainingMetrics Metrics) End(Scorer? scorer, float[] last, long? skipped)
    {
        var within = _state.Step % PerEpoch != 0;
        var score = within && scorer is not null ? measures.Score(Answers(scorer, last)) : _state.Score;
        var best = _state.Best is not null && (!within || score is null || _state.BestScore >= score);
        var parameters = best ? _state.Best! : [.. last];
        var final = best ? _state.BestScore : score;
        return (parameters, new TrainingMetrics
        {
            Recipe = options.Recipe,
            Rows = training.Length,
            Steps = _state.Step,
            Epochs = _state.Shuffles.Count,
            SkippedSteps = skipped,
            TrainableParameters = network.ParameterCount,
            FinalLoss = MeanLoss(),
            ValidationAuc = targets.Head.Task == TaskKind.Binary ? final : null,
            ValidationScore = final,
            Validation = scorer is null ? null : measures.All(Answers(scorer, parameters)),
            Losses = within ? [.. _state.Losses, MeanLoss()] : _state.Losses,
        });
    }

    private float[] Answers(Scorer scorer, float[] parameters) => scorer.Score(rows, validation, parameters);

    /// <summary>The mean loss of the epoch so far, or of the last one where it has just ended.</summary>
    private double MeanLoss() => _state.Step % PerEpoch is var done and not 0 ? _state.Sum / done : _state.Losses[^1];

    private TrainingStep Progress(double loss) =>
        new(_state.Step, Steps, _state.Shuffles.Count, loss, targets.Head.Task == TaskKind.Binary ? _state.Score : null) { ValidationScore = _state.Score };

    private double Sound(float loss) => float.IsFinite(loss)
        ? loss
        : throw new TrainingException(
            $"Training diverged at step {_state.Step + 1}: the loss is {loss}. A lower learning-rate than {options.LearningRate} may help.");
}
