using System.Globalization;
using ServerlessML.Contracts;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>One training of boosted trees (Chen and Guestrin 2016), from the first to the last tree.</summary>
internal sealed class BoostingCourse(TrainingOptions options, BoostingEncoding encoding, Table table, bool[] labels, int[] training, int[] validation)
{
    private const int Reports = 200;

    private readonly bool[] validationLabels = [.. validation.Select(row => labels[row])];
    private readonly List<double> losses = [];
    private double? auc;
    private double? bestAuc;
    private int bestRounds;

    /// <exception cref="TrainingException">The library is not there, cannot use the device, or fails.</exception>
    public (IReadOnlyList<BoostedTree> Trees, TrainingMetrics Metrics) Run(Action<TrainingStep>? progress, CancellationToken cancellation)
    {
        XgboostLibrary.Require();
        using var rows = Matrix(training);
        using var held = Measures ? Matrix(validation) : null;
        using var booster = new Booster(rows, held is null ? [] : [held], Parameters());
        var rounds = options.Boosting.Rounds;
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            booster.Grow(round);
            losses.Add(Sound(booster.Loss(round)));
            auc = held is null ? null : DeLong.Auc(booster.Score(held), validationLabels);
            if (bestAuc is null || auc > bestAuc)
            {
                (bestAuc, bestRounds) = (auc, round + 1);
            }

            var stops = options.Patience > 0 && held is not null && round + 1 - bestRounds >= options.Patience;
            if ((round + 1) % Math.Max(1, rounds / Reports) == 0 || stops || round + 1 == rounds)
            {
                progress?.Invoke(new TrainingStep(round + 1, rounds, round + 1, losses[^1], auc));
            }

            if (stops)
            {
                break;
            }
        }

        var best = options.Patience > 0 && held is not null;
        var trees = BoostedTree.Read(booster.Save(), best ? bestRounds : losses.Count);
        return (trees, new TrainingMetrics
        {
            Recipe = options.Recipe,
            Rows = training.Length,
            Steps = losses.Count,
            Epochs = losses.Count,
            TrainableParameters = trees.Sum(tree => tree.Left.LongLength),
            FinalLoss = losses[trees.Count - 1],
            ValidationAuc = best ? bestAuc : auc,
            Losses = losses,
        });
    }

    private bool Measures => validationLabels.Contains(true) && validationLabels.Contains(false);

    private RowMatrix Matrix(int[] rows) =>
        new(encoding.Encode(table, rows), encoding.Order.Count, [.. rows.Select(row => labels[row] ? 1f : 0f)], options.Threads);

    private IEnumerable<(string Name, string Value)> Parameters()
    {
        var boosting = options.Boosting;
        yield return ("objective", "binary:logistic");
        yield return ("eval_metric", "logloss");
        // Stated, because versions from 2.0 on would estimate it: the sum of the trees then starts at 0.
        yield return ("base_score", "0.5");
        yield return ("max_depth", Text(boosting.Depth));
        yield return ("learning_rate", Text(options.LearningRate));
        yield return ("subsample", Text(boosting.Subsample));
        yield return ("colsample_bytree", Text(boosting.ColumnSample));
        yield return ("lambda", Text(boosting.Lambda));
        yield return ("min_child_weight", Text(boosting.MinChildWeight));
        yield return ("max_bin", Text(options.Bins));
        yield return ("seed", Text(options.Seed));
        yield return ("nthread", Text(options.Threads));
        yield return ("verbosity", "0");
        if (options.Device == Device.Cpu)
        {
            yield return ("tree_method", "hist");
            yield break;
        }

        if (!XgboostLibrary.HasCuda())
        {
            throw new TrainingException($"Device 'cuda' is not available: libxgboost {XgboostLibrary.Version} was built without CUDA.");
        }

        if (XgboostLibrary.Version.Major >= 2)
        {
            yield return ("tree_method", "hist");
            yield return ("device", "cuda");
        }
        else
        {
            yield return ("tree_method", "gpu_hist");
        }
    }

    private double Sound(double loss) => double.IsFinite(loss)
        ? loss
        : throw new TrainingException(
            $"Training diverged at round {losses.Count + 1}: the loss is {loss}. A lower learning-rate than {options.LearningRate} may help.");

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
