using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// One training of boosted trees (Chen and Guestrin 2016), from the first or a kept tree to the last. It goes in parts of some rounds: each begins
/// with a booster of its own, from the sums of the trees before it, so that the library's inner state never needs to be kept.
/// </summary>
internal sealed class BoostingLoop(
    TrainingOptions options, BoostingEncoding encoding, Table table, TrainingRows targets, Measures measures, int[] training, int[] validation)
{
    private const int Reports = 200;
    private const int Parts = 40;

    private readonly int _rounds = options.Boosting.Rounds;
    private readonly int _partRounds = Math.Max(1, options.Boosting.Rounds / Parts);
    private BoostingState _state = null!;

    /// <exception cref="TrainingException">The library is not there, cannot use the device, or fails.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged or another training's.</exception>
    public (IReadOnlyList<BoostedTree> Trees, TrainingMetrics Metrics) Run(Action<TrainingStep>? progress, StateKeeper? keeper, CancellationToken cancellation)
    {
        XgboostLibrary.Require();
        using var rows = Matrix(training);
        var weights = targets.Weights is null ? null : Array.ConvertAll(training, targets.WeightOf);
        rows.Weigh(weights);
        var loss = new MarginLoss(targets.Head, LabelsOf(training), weights, options.Threads);
        using var held = measures.Possible ? Matrix(validation) : null;
        _state = keeper?.Resume(BoostingState.Read)
            ?? new BoostingState { Margins = Start(training.Length), HeldMargins = held is null ? [] : Start(validation.Length) };
        var stop = Math.Min(_rounds, Whole(_rounds * options.Until));
        while (_state.Losses.Count < stop && !_state.Ended)
        {
            GrowPart(rows, held, loss, progress, cancellation);
            keeper?.Offer(Progress, _state.Write);
        }

        if (stop < _rounds)
        {
            keeper?.Write(Progress, _state.Write);
        }

        return End(held is not null);
    }

    /// <summary>Takes a sample of answers that libxgboost gave to rows that it did not learn from.</summary>
    public TrainedSample? Sample()
    {
        var rows = Math.Min(TrainedSample.Most, validation.Length);
        return _state.BestAnswers.Length == validation.Length * targets.Head.Outputs && rows > 0
            ? new(validation[..rows], _state.BestAnswers[..(rows * targets.Head.Outputs)], ModelOutput.NameOf(targets.Head.Task))
            : null;
    }

    private TrainingStep Progress =>
        new(_state.Losses.Count, _rounds, _state.Losses.Count, _state.Losses[^1], targets.Head.Task == TaskKind.Binary ? _state.Score : null) { ValidationScore = _state.Score };

    private void GrowPart(RowMatrix rows, RowMatrix? held, MarginLoss loss, Action<TrainingStep>? progress, CancellationToken cancellation)
    {
        var first = _state.Losses.Count;
        rows.StartFrom(_state.Margins);
        held?.StartFrom(_state.HeldMargins);
        using var booster = new Booster(rows, held is null ? [] : [held], BoostingParameters.Of(options, targets.Head, first / _partRounds));
        for (var round = 0; round < _partRounds && first + round < _rounds && !_state.Ended; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            booster.Grow(round);
            EndRound(booster.Loss(loss), held is null ? null : booster.Score(held));
            if (_state.Losses.Count % Math.Max(1, _rounds / Reports) == 0 || _state.Ended || _state.Losses.Count == _rounds)
            {
                progress?.Invoke(Progress);
            }
        }

        _state.Trees.AddRange(BoostedTree.Read(booster.Save()));
        _state.Margins = booster.Margins(rows);
        _state.HeldMargins = held is null ? [] : booster.Margins(held);
    }

    private void EndRound(double loss, float[]? answers)
    {
        _state.Losses.Add(Sound(loss));
        if (answers is null)
        {
            return;
        }

        _state.Score = measures.Score(answers);
        if (_state.BestScore is null || _state.Score > _state.BestScore || options.Patience == 0)
        {
            (_state.BestScore, _state.BestRounds, _state.BestAnswers) = (_state.Score, _state.Losses.Count, answers);
        }

        _state.Ended = options.Patience > 0 && _state.Losses.Count - _state.BestRounds >= options.Patience;
    }

    private (IReadOnlyList<BoostedTree> Trees, TrainingMetrics Metrics) End(bool measured)
    {
        var best = measured ? _state.BestRounds : _state.Losses.Count;
        IReadOnlyList<BoostedTree> trees = [.. _state.Trees.Take(best * targets.Head.Outputs)];
        return (trees, new TrainingMetrics
        {
            Recipe = options.Recipe,
            Rows = training.Length,
            Steps = _state.Losses.Count,
            Epochs = _state.Losses.Count,
            TrainableParameters = trees.Sum(tree => tree.Left.LongLength),
            FinalLoss = _state.Losses[best - 1],
            ValidationAuc = targets.Head.Task == TaskKind.Binary ? _state.BestScore : null,
            ValidationScore = _state.BestScore,
            Validation = measured ? measures.All(_state.BestAnswers) : null,
            Losses = _state.Losses,
        });
    }

    /// <summary>Up to where a part ends.</summary>
    private int Whole(double until) => (int)Math.Ceiling(until / _partRounds) * _partRounds;

    private RowMatrix Matrix(int[] rows) =>
        new(encoding.Encode(table, rows), encoding.Order.Count, LabelsOf(rows), options.Threads);

    private float[] LabelsOf(int[] rows) => Array.ConvertAll(rows, row => targets.Values[row]);

    /// <summary>What each row's sums start from: the mean of numbers, which no tree needs to find then.</summary>
    private float[] Start(int count)
    {
        var sums = new float[count * targets.Head.Outputs];
        Array.Fill(sums, targets.Head.Mean);
        return sums;
    }

    private double Sound(double loss) => double.IsFinite(loss)
        ? loss
        : throw new TrainingException(
            $"Training diverged at round {_state.Losses.Count + 1}: the loss is {loss}. A lower learning-rate than {options.LearningRate} may help.");
}
