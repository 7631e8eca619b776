using ServerlessML.Contracts;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// One training of boosted trees (Chen and Guestrin 2016), from the first or a kept tree to the last. It goes in parts of some rounds: each begins
/// with a booster of its own, from the sums of the trees before it, so that the library's inner state never needs to be kept.
/// </summary>
internal sealed class BoostingCourse(TrainingOptions options, BoostingEncoding encoding, Table table, bool[] labels, int[] training, int[] validation)
{
    private const int Reports = 200;
    private const int Parts = 40;

    private readonly bool[] validationLabels = [.. validation.Select(row => labels[row])];
    private readonly int rounds = options.Boosting.Rounds;
    private readonly int partRounds = Math.Max(1, options.Boosting.Rounds / Parts);
    private BoostingState state = null!;

    /// <exception cref="TrainingException">The library is not there, cannot use the device, or fails.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged or another training's.</exception>
    public (IReadOnlyList<BoostedTree> Trees, TrainingMetrics Metrics) Run(Action<TrainingStep>? progress, StateKeeper? keeper, CancellationToken cancellation)
    {
        XgboostLibrary.Require();
        using var rows = Matrix(training);
        using var held = Measures ? Matrix(validation) : null;
        state = keeper?.Resume(BoostingState.Read)
            ?? new BoostingState { Margins = new float[training.Length], HeldMargins = new float[held is null ? 0 : validation.Length] };
        var stop = Math.Min(rounds, Whole(rounds * options.Until));
        while (state.Losses.Count < stop && !state.Ended)
        {
            GrowPart(rows, held, progress, cancellation);
            keeper?.Offer(Standing, state.Write);
        }

        if (stop < rounds)
        {
            keeper?.Write(Standing, state.Write);
        }

        return End(held is not null);
    }

    private bool Measures => validationLabels.Contains(true) && validationLabels.Contains(false);

    private TrainingStep Standing => new(state.Losses.Count, rounds, state.Losses.Count, state.Losses[^1], state.Auc);

    private void GrowPart(RowMatrix rows, RowMatrix? held, Action<TrainingStep>? progress, CancellationToken cancellation)
    {
        var first = state.Losses.Count;
        rows.StartFrom(state.Margins);
        held?.StartFrom(state.HeldMargins);
        using var booster = new Booster(rows, held is null ? [] : [held], BoostingParameters.Of(options, first / partRounds));
        for (var round = 0; round < partRounds && first + round < rounds && !state.Ended; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            booster.Grow(round);
            EndRound(booster.Loss(round), held is null ? null : DeLong.Auc(booster.Score(held), validationLabels));
            if (state.Losses.Count % Math.Max(1, rounds / Reports) == 0 || state.Ended || state.Losses.Count == rounds)
            {
                progress?.Invoke(Standing);
            }
        }

        state.Trees.AddRange(BoostedTree.Read(booster.Save()));
        state.Margins = booster.Margins(rows);
        state.HeldMargins = held is null ? [] : booster.Margins(held);
    }

    private void EndRound(double loss, double? auc)
    {
        state.Losses.Add(Sound(loss));
        state.Auc = auc;
        if (state.BestAuc is null || auc > state.BestAuc)
        {
            (state.BestAuc, state.BestRounds) = (auc, state.Losses.Count);
        }

        state.Ended = options.Patience > 0 && auc is not null && state.Losses.Count - state.BestRounds >= options.Patience;
    }

    private (IReadOnlyList<BoostedTree> Trees, TrainingMetrics Metrics) End(bool measured)
    {
        var best = options.Patience > 0 && measured;
        IReadOnlyList<BoostedTree> trees = [.. state.Trees.Take(best ? state.BestRounds : state.Losses.Count)];
        return (trees, new TrainingMetrics
        {
            Recipe = options.Recipe,
            Rows = training.Length,
            Steps = state.Losses.Count,
            Epochs = state.Losses.Count,
            TrainableParameters = trees.Sum(tree => tree.Left.LongLength),
            FinalLoss = state.Losses[trees.Count - 1],
            ValidationAuc = best ? state.BestAuc : state.Auc,
            Losses = state.Losses,
        });
    }

    /// <summary>Up to where a part ends.</summary>
    private int Whole(double until) => (int)Math.Ceiling(until / partRounds) * partRounds;

    private RowMatrix Matrix(int[] rows) =>
        new(encoding.Encode(table, rows), encoding.Order.Count, [.. rows.Select(row => labels[row] ? 1f : 0f)], options.Threads);

    private double Sound(double loss) => double.IsFinite(loss)
        ? loss
        : throw new TrainingException(
            $"Training diverged at round {state.Losses.Count + 1}: the loss is {loss}. A lower learning-rate than {options.LearningRate} may help.");
}
