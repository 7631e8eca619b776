using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training.Ridge;

/// <summary>
/// One training of the linear recipe to its end: logistic, multinomial or least-squares regression with a ridge penalty that the measured
/// rows choose (Hoerl and Kennard 1970; le Cessie and van Houwelingen 1992). The model is the same graph that steps of batches would give.
/// </summary>
internal sealed class RidgeLoop(
    TrainingOptions options,
    FeatureEncoding encoding,
    Network network,
    EncodedRows rows,
    TrainingRows targets,
    Measures measures,
    RowPlan plan
) : IRecipeTraining<float[]>
{
    /// <summary>The rows that the penalty is chosen by: it matters little where there are more, and a part tells it as well.</summary>
    private const int MostRowsToChoose = 20_000;

    /// <summary>Additions of one pass over the rows that all folds may choose by; of more, fewer folds do.</summary>
    private const double MostWork = 1e6;

    private const int MostIterations = 200;
    private const double Tolerance = 1e-5;
    private const int IterationsToChoose = 60;
    private const double ToleranceToChoose = 1e-4;

    private readonly bool _hasBins = encoding.Numbers.Any(number => number.Edges.Length > 0);
    private RidgeState _state = new();
    private Measures _choosing = null!;

    private RowPart[] Choosing =>
        [
            .. Measuring.Take(
                (int)
                    Math.Clamp(
                        MostWork
                            / (
                                (double)Math.Min(MostRowsToChoose, plan.Training.Length)
                                * (rows.CodesPerRow + rows.NumbersPerRow)
                                * targets.Head.Outputs
                            ),
                        1,
                        plan.Parts.Count
                    )
            ),
        ];

    private IEnumerable<RowPart> Measuring => plan.Parts.Where(part => part.Measured.Length > 0);

    private int Fits => RidgePenalty.OfWeights.Count + (_hasBins ? RidgePenalty.OfBins.Count : 0) + 1;

    public (float[] Learnt, TrainingMetrics Metrics, float[]? Answers) Run(
        Action<TrainingStep>? progress,
        StateKeeper? keeper,
        CancellationToken cancellation
    )
    {
        _state = keeper?.Resume(RidgeState.Read) ?? new();
        _choosing = new Measures(targets.Target, [.. Choosing.SelectMany(part => part.Measured)]);
        while (_choosing.Possible && Next() is { } penalty)
        {
            Try(penalty, cancellation);
            progress?.Invoke(Progress(_state.Tried.Count));
            keeper?.Offer(Progress(_state.Tried.Count), _state.Write);
        }

        if (_state.Parameters is null)
        {
            var best = _state.Best ?? new RidgePenalty(1, double.PositiveInfinity);
            _state.Answers = measures.Possible ? Answers(Measuring, best, MostIterations, Tolerance, cancellation) : [];
            (_state.Parameters, _state.Loss, _state.Iterations) = Fit(plan.Training, best, MostIterations, Tolerance, cancellation);
            progress?.Invoke(Progress(Fits));
            keeper?.Offer(Progress(Fits), _state.Write);
        }

        if (options.Until < 1)
        {
            // A fit has no share: what goes on from here ends at once.
            keeper?.Write(Progress(Fits), _state.Write);
        }

        var answers = measures.Possible ? _state.Answers : null;
        return (
            _state.Parameters,
            new TrainingMetrics
            {
                Recipe = options.Recipe,
                Rows = plan.Training.Length,
                Steps = _state.Iterations,
                Epochs = _state.Iterations,
                TrainableParameters = network.ParameterCount,
                FinalLoss = _state.Loss,
                ValidationAuc = answers is null ? null : measures.Auc(answers),
                ValidationScore = answers is null ? null : measures.Score(answers),
                Validation = answers is null ? null : measures.All(answers),
                Losses = [_state.Loss],
            },
            answers
        );
    }

    public TrainedSample Sample(float[] learnt)
    {
        using var scorer = new Scorer(network, targets.Head, encoding.Columns, options);
        var chosen = plan.Training[..Math.Min(TrainedSample.Most, plan.Training.Length)];
        return new(chosen, scorer.Score(rows, chosen, learnt), ModelOutput.NameOf(targets.Head.Task));
    }

    private RidgePenalty? Next()
    {
        var tried = _state.Tried.Count;
        return tried < RidgePenalty.OfWeights.Count ? new(RidgePenalty.OfWeights[tried], double.PositiveInfinity)
            : tried < Fits - 1 ? _state.BestOfWeights! with { Bins = RidgePenalty.OfBins[tried - RidgePenalty.OfWeights.Count] }
            : null;
    }

    private void Try(RidgePenalty penalty, CancellationToken cancellation)
    {
        var answers = Answers(Choosing, penalty, IterationsToChoose, ToleranceToChoose, cancellation);
        _state.Tried.Add((penalty, _choosing.Score(answers)));
    }

    private float[] Answers(
        IEnumerable<RowPart> parts,
        RidgePenalty penalty,
        int iterations,
        double tolerance,
        CancellationToken cancellation
    )
    {
        using var scorer = new Scorer(network, targets.Head, encoding.Columns, options);
        return
        [
            .. parts.SelectMany(part =>
                scorer.Score(
                    rows,
                    part.Measured,
                    Fit(
                        part.Training[..Math.Min(MostRowsToChoose, part.Training.Length)],
                        penalty,
                        iterations,
                        tolerance,
                        cancellation
                    ).Parameters
                )
            ),
        ];
    }

    private (float[] Parameters, double Loss, int Iterations) Fit(
        int[] chosen,
        RidgePenalty penalty,
        int iterations,
        double tolerance,
        CancellationToken cancellation
    )
    {
        var objective = new RidgeObjective(rows, targets, encoding, network, chosen, penalty, options.Threads);
        var point = objective.Start();
        var (loss, done) = Lbfgs.Minimise(
            (at, gradient) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return objective.Evaluate(at, gradient);
            },
            point,
            iterations,
            tolerance
        );
        return (objective.Parameters(point), loss, done);
    }

    private TrainingStep Progress(int fits) => new(fits, Fits, 1, _state.Loss, null) { ValidationScore = _state.Score };
}
