using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// One training of boosted trees (Chen and Guestrin 2016), from the first or a kept tree to the last. It goes in parts of some rounds: each
/// begins with a booster of its own, from the sums of the trees before it, so that the library's inner state never needs to be kept. The
/// boosters of the folds, which only measure, go along with the model's part by part: the best number of rounds is known without a row
/// lost.
/// </summary>
internal sealed class BoostingLoop(
    TrainingOptions options,
    IReadOnlyList<string> features,
    Table table,
    TrainingRows targets,
    Measures measures,
    RowPlan plan
) : IRecipeTraining<IReadOnlyList<BoostedTree>>
{
    private const int Reports = 200;
    private const int Parts = 40;

    private readonly int _rounds = options.Boosting.Rounds;
    private readonly int _partRounds = Math.Max(1, options.Boosting.Rounds / Parts);
    private BoostingState _state = null!;

    /// <summary>The model's, fitted on the rows that it learns from.</summary>
    public BoostingEncoding Encoding { get; } = BoostingEncoding.Fit(table, features, targets.Target, plan.Training, options);

    private int Outputs => targets.Head.Outputs;

    // A number's start is the mean that the graph adds; trees of classes begin with a leaf each.
    private float[] Start => targets.Head.Task == TaskKind.Regression ? [targets.Head.Mean] : targets.Start;

    /// <exception cref="TrainingException">The library is not there, cannot use the device, or fails.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged or another training's.</exception>
    public (IReadOnlyList<BoostedTree> Learnt, TrainingMetrics Metrics, float[]? Answers) Run(
        Action<TrainingStep>? progress,
        StateKeeper? keeper,
        CancellationToken cancellation
    )
    {
        XgboostLibrary.Require();
        List<Grower> growers = [];
        try
        {
            for (var i = 0; i < plan.Parts.Count; i++)
            {
                var (part, isModel) = (plan.Parts[i], i == plan.Parts.Count - 1);
                var encoding = isModel ? Encoding : BoostingEncoding.Fit(table, features, targets.Target, part.Training, options);
                growers.Add(
                    new(
                        encoding,
                        table,
                        targets,
                        part.Training,
                        part.Measured.Length > 0 ? part.Measured : SampleOf(part.Training),
                        options.Threads
                    )
                );
            }

            _state = keeper?.Resume(BoostingState.Read)
                ?? new()
                {
                    Growers =
                    [
                        .. plan.Parts.Select(
                            (part, i) =>
                                new GrowerState
                                {
                                    Margins = StartOf(part.Training.Length),
                                    WatchedMargins = StartOf(growers[i].Watched.Length),
                                }
                        ),
                    ],
                };
            var stop = Math.Min(_rounds, Whole(_rounds * options.Until));
            while (_state.Losses.Count < stop && !_state.Ended)
            {
                GrowPart(growers, progress, cancellation);
                keeper?.Offer(Progress, _state.Write);
            }

            if (stop < _rounds)
            {
                keeper?.Write(Progress, _state.Write);
            }

            return End();
        }
        finally
        {
            growers.ForEach(grower => grower.Dispose());
        }
    }

    /// <summary>Takes a sample of answers that libxgboost gave, to rows that it did not learn from where there are some.</summary>
    public TrainedSample? Sample(IReadOnlyList<BoostedTree> learnt)
    {
        var rows = SampleOf(plan.Parts[^1].Measured is { Length: > 0 } measured ? measured : plan.Training);
        return _state.BestSample.Length >= rows.Length * Outputs && rows.Length > 0
            ? new(rows, _state.BestSample[..(rows.Length * Outputs)], ModelOutput.NameOf(targets.Head.Task))
            : null;
    }

    private TrainingStep Progress =>
        new(_state.Losses.Count, _rounds, _state.Losses.Count, _state.Losses[^1], _state.Auc) { ValidationScore = _state.Score };

    private void GrowPart(List<Grower> growers, Action<TrainingStep>? progress, CancellationToken cancellation)
    {
        var first = _state.Losses.Count;
        var rounds = Math.Min(_partRounds, _rounds - first);
        var said = growers
            .Select(
                (grower, i) =>
                    grower.Grow(
                        _state.Growers[i],
                        BoostingParameters.Of(options, targets.Head, first / _partRounds),
                        rounds,
                        i == growers.Count - 1,
                        cancellation
                    )
            )
            .ToList();
        for (var round = 0; round < rounds && !_state.Ended; round++)
        {
            var (loss, sample) = said[^1][round];
            EndRound(
                Sound(loss),
                [.. said.Where((_, i) => plan.Parts[i].Measured.Length > 0).SelectMany(grower => grower[round].Watched)],
                sample
            );
            if (_state.Losses.Count % Math.Max(1, _rounds / Reports) == 0 || _state.Ended || _state.Losses.Count == _rounds)
            {
                progress?.Invoke(Progress);
            }
        }
    }

    private void EndRound(double loss, float[] answers, float[] sample)
    {
        _state.Losses.Add(loss);
        if (measures.Possible)
        {
            (_state.Score, _state.Auc) = (measures.Score(answers), measures.Auc(answers));
        }

        if (!measures.Possible || _state.BestScore is null || _state.Score > _state.BestScore || options.Patience == 0)
        {
            (_state.BestScore, _state.BestRounds, _state.BestAnswers, _state.BestSample) = (
                _state.Score,
                _state.Losses.Count,
                answers,
                sample
            );
        }

        _state.Ended = options.Patience > 0 && _state.Losses.Count - _state.BestRounds >= options.Patience;
    }

    private (IReadOnlyList<BoostedTree> Trees, TrainingMetrics Metrics, float[]? Answers) End()
    {
        var best = _state.BestRounds;
        IReadOnlyList<BoostedTree> grown = [.. _state.Growers[^1].Trees.Take(best * Outputs)];
        var trees = targets.Head.Task == TaskKind.Regression ? grown : [.. Start.Select(BoostedTree.Leaf), .. grown];
        return (
            trees,
            new TrainingMetrics
            {
                Recipe = options.Recipe,
                Rows = plan.Training.Length,
                Steps = _state.Losses.Count,
                Epochs = _state.Losses.Count,
                TrainableParameters = grown.Sum(tree => tree.Left.LongLength),
                FinalLoss = _state.Losses[best - 1],
                ValidationAuc = measures.Possible ? measures.Auc(_state.BestAnswers) : null,
                ValidationScore = _state.BestScore,
                Validation = measures.Possible ? measures.All(_state.BestAnswers) : null,
                Losses = _state.Losses,
            },
            measures.Possible ? _state.BestAnswers : null
        );
    }

    /// <summary>Up to where a part ends.</summary>
    private int Whole(double until) => (int)Math.Ceiling(until / _partRounds) * _partRounds;

    private static int[] SampleOf(int[] rows) => rows[..Math.Min(TrainedSample.Most, rows.Length)];

    private float[] StartOf(int rows) => [.. Enumerable.Repeat(Start, rows).SelectMany(start => start)];

    private double Sound(double loss) =>
        double.IsFinite(loss) ? loss : throw Divergence.AtStep($"round {_state.Losses.Count + 1}", loss, options);
}
