using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>
/// One training of a network by steps of batches, from the first or a kept step to the last. The networks of the folds, which only measure,
/// go along with the model epoch by epoch: the best epoch is known without a row lost.
/// </summary>
internal sealed class TrainingLoop(
    TrainingOptions options,
    FeatureEncoding encoding,
    Network network,
    EncodedRows rows,
    TrainingRows targets,
    Measures measures,
    RowPlan plan,
    SeededRandom random
) : IRecipeTraining<float[]>
{
    private const int Reports = 200;

    private readonly int _size = Math.Min(options.BatchSize, plan.Parts.Min(part => part.Training.Length));
    private readonly List<Learner> _learners = [];
    private TrainingLoopState _state = null!;

    private Learner Model => _learners[^1];

    private long Steps => _learners.Sum(learner => learner.Steps);

    private long Step => _learners.Sum(learner => learner.Step);

    /// <exception cref="TrainingException">The loss is no number any more, or worse than that of a model that knows nothing.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged or another training's.</exception>
    public (float[] Learnt, TrainingMetrics Metrics, float[]? Answers) Run(
        Action<TrainingStep>? progress,
        StateKeeper? keeper,
        CancellationToken cancellation
    )
    {
        _state = keeper?.Resume(reader => TrainingLoopState.Read(reader, options.Precision)) ?? Begin();
        Batch[] batches = [.. plan.Parts.Select(_ => new Batch(rows, targets, encoding, options.Dropout > 0 ? options.Hidden : [], _size))];
        using var session = Sessions.Open(
            StepGraph.Build(network, targets.Head, batches[0], options.WeightDecay > 0, options.Precision),
            options
        );
        using var scorer = new Scorer(network, targets.Head, encoding.Columns, options);
        try
        {
            _learners.AddRange(
                plan.Parts.Select((part, i) => new Learner(session, batches[i], part.Training, options, _state.Learners[i]))
            );
            return Go(scorer, progress, keeper, cancellation);
        }
        finally
        {
            _learners.ForEach(learner => learner.Dispose());
            _learners.Clear();
        }
    }

    /// <summary>Takes a sample of answers to the first training rows, by the trainer's own forward pass.</summary>
    public TrainedSample Sample(float[] learnt)
    {
        using var scorer = new Scorer(network, targets.Head, encoding.Columns, options);
        var chosen = plan.Training.AsSpan(0, Math.Min(TrainedSample.Most, plan.Training.Length)).ToArray();
        return new(chosen, scorer.Score(rows, chosen, learnt), ModelOutput.NameOf(targets.Head.Task));
    }

    private (float[] Parameters, TrainingMetrics Metrics, float[]? Answers) Go(
        Scorer scorer,
        Action<TrainingStep>? progress,
        StateKeeper? keeper,
        CancellationToken cancellation
    )
    {
        var (steps, stop) = (Steps, (long)Math.Ceiling(Steps * options.Until));
        while (Step < stop && !_state.Ended)
        {
            cancellation.ThrowIfCancellationRequested();
            var learner = _learners[_state.Turn];
            Sound(learner.Take());
            if (Step % Math.Max(1, steps / Reports) == 0)
            {
                progress?.Invoke(Progress(learner.MeanLoss));
            }

            if (learner.EpochEnded)
            {
                _state.Turn = (_state.Turn + 1) % _learners.Count;
                if (_state.Turn == 0)
                {
                    EndEpoch(scorer);
                    progress?.Invoke(Progress(_state.Losses[^1]));
                }
            }

            keeper?.Offer(Progress(learner.MeanLoss), Write);
        }

        if (stop < steps)
        {
            keeper?.Write(Progress(Model.Step > 0 ? Model.MeanLoss : 0), Write);
        }

        return End(scorer);
    }

    private TrainingLoopState Begin()
    {
        List<LearnerState> learners = [];
        foreach (var _ in plan.Parts)
        {
            var mine = learners.Count == plan.Parts.Count - 1 ? random : new SeededRandom(random.Next());
            var start = network.Initial(mine, encoding.Columns, targets.Start);
            learners.Add(new(mine.State, OptimiserMemory.From(start, options.Precision)));
        }

        return new() { Learners = learners };
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(_learners.Count);
        _learners.ForEach(learner => learner.Write(writer));
        _state.Write(writer);
    }

    private void EndEpoch(Scorer scorer)
    {
        _state.Losses.Add(Model.MeanLoss);
        var epoch = _state.Losses.Count;
        if (!measures.Possible)
        {
            return;
        }

        var answers = Answers(scorer);
        (_state.Score, _state.Auc) = (measures.Score(answers), measures.Auc(answers));
        if (options.Folds == 0 && options.Patience == 0)
        {
            return;
        }

        if (_state.BestScore is null || _state.Score > _state.BestScore)
        {
            (_state.BestScore, _state.Best, _state.BestAnswers, _state.BestEpoch) = (
                _state.Score,
                Parameters(scorer, plan.Parts.Count - 1),
                answers,
                epoch
            );
        }

        _state.Ended = options.Patience > 0 && epoch - _state.BestEpoch >= options.Patience;
    }

    private (float[] Parameters, TrainingMetrics Metrics, float[]? Answers) End(Scorer scorer)
    {
        var within = _state.Turn != 0 || !_learners.TrueForAll(learner => learner.EpochEnded);
        var answers = measures.Possible ? Answers(scorer) : null;
        var score = within && answers is not null ? measures.Score(answers) : _state.Score;
        var best = _state.Best is not null && (!within || score is null || _state.BestScore >= score);
        var parameters = best ? _state.Best! : Parameters(scorer, plan.Parts.Count - 1);
        answers = best ? _state.BestAnswers : answers;
        if (options.Until == 1)
        {
            int[] sample = [.. plan.Training.Take(Divergence.MostRows)];
            Divergence.Check(scorer.Score(rows, sample, parameters), sample, targets, options);
        }

        return (
            parameters,
            new TrainingMetrics
            {
                Recipe = options.Recipe,
                Rows = plan.Training.Length,
                Steps = Step,
                Epochs = Model.Epoch,
                SkippedSteps = Model.Skipped,
                TrainableParameters = network.ParameterCount,
                FinalLoss = Model.Step > 0 ? Model.MeanLoss : 0,
                ValidationAuc = answers is null ? null : measures.Auc(answers),
                ValidationScore = best ? _state.BestScore : score,
                Validation = answers is null ? null : measures.All(answers),
                Losses = Model.Step > 0 && !Model.EpochEnded ? [.. _state.Losses, Model.MeanLoss] : _state.Losses,
            },
            answers
        );
    }

    /// <summary>What each part's network says of the rows that measure it.</summary>
    private float[] Answers(Scorer scorer) =>
        [.. plan.Parts.SelectMany((part, i) => part.Measured.Length == 0 ? [] : scorer.Score(rows, part.Measured, Parameters(scorer, i)))];

    private float[] Parameters(Scorer scorer, int part) =>
        Centring.Of(scorer, rows, plan.Parts[part].Training, targets, _learners[part].Parameters);

    private TrainingStep Progress(double loss) => new(Step, Steps, Model.Epoch, loss, _state.Auc) { ValidationScore = _state.Score };

    private void Sound(float loss)
    {
        if (!float.IsFinite(loss))
        {
            throw Divergence.AtStep($"step {Step}", loss, options);
        }
    }
}
