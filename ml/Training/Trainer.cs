using System.Diagnostics;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Training.Boosting;
using ServerlessML.Ml.Training.Checkpoints;
using ServerlessML.Ml.Training.Features;
using ServerlessML.Ml.Training.Ridge;

namespace ServerlessML.Ml.Training;

/// <summary>
/// Trains a model on a table. The same rows in the same order, options and threads give the same bytes
/// on the same build of ONNX Runtime (for <c>xgboost</c>, of libxgboost) and kind of processor.
/// </summary>
public static class Trainer
{
    /// <summary>A binary classifier.</summary>
    /// <param name="table">As below.</param>
    /// <param name="features">As below.</param>
    /// <param name="labels">True for the positive class, one a row.</param>
    /// <param name="labelName">Names the label in messages and in the model.</param>
    /// <param name="options">As below.</param>
    /// <param name="progress">As below.</param>
    /// <param name="checkpointing">As below.</param>
    /// <param name="cancellation">As below.</param>
    public static TrainedModel Train(
        Table table,
        IReadOnlyList<string> features,
        bool[] labels,
        string labelName,
        TrainingOptions options,
        Action<TrainingStep>? progress = null,
        Checkpointing? checkpointing = null,
        CancellationToken cancellation = default
    ) => Train(table, features, Target.Binary(labels, labelName), options, progress, checkpointing, null, cancellation);

    /// <param name="table">Training rows; other columns than the features are not looked at.</param>
    /// <param name="features">The model's inputs, in their order.</param>
    /// <param name="target">What is to be predicted of each row.</param>
    /// <param name="options">The recipe with its parameters.</param>
    /// <param name="progress">Called on this thread about two hundred times, and at the end of each epoch.</param>
    /// <param name="checkpointing">Where states go, and which one to go on from; null keeps none.</param>
    /// <param name="draws">Where the rows stand in their split, by which those that measure at the end of an epoch are drawn; null draws
    /// them by the seed.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="TrainingException">The rows or the parameters cannot give a model.</exception>
    /// <exception cref="ColumnException">A feature is not in the table.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged, or another training's.</exception>
    public static TrainedModel Train(
        Table table,
        IReadOnlyList<string> features,
        Target target,
        TrainingOptions options,
        Action<TrainingStep>? progress = null,
        Checkpointing? checkpointing = null,
        SplitRows? draws = null,
        CancellationToken cancellation = default
    )
    {
        Check(table, features, target);
        if (options.Recipe == Recipe.Auto)
        {
            return new AutoTraining(table, features, target, options, draws, Recipe.Lacking).Train(progress, checkpointing, cancellation);
        }

        var made = new FeatureGraph(table, features);
        options = SizedDefaults.For(options, table.RowCount, made.Names.Count, target.Outputs);
        var keeper = checkpointing is null ? null : new StateKeeper(checkpointing, TrainingFacts.Of(table, features, target, options));
        var random = new SeededRandom(options.Seed);
        var plan = RowPlan.Draw(table.RowCount, options, random, draws);
        var targets = TrainingRows.Of(target, plan.Training, options);
        var measures = new Measures(target, plan.Measured);
        if (options.Recipe == Recipe.Xgboost)
        {
            var growth = new BoostingLoop(options, made.Names, made.Rows, targets, measures, plan);
            return Train(growth, trees => BoostedGraph.Build(made, growth.Encoding, trees, targets.Head, options.Recipe, target));
        }

        var encoding = FeatureEncoding.Fit(made.Rows, made.Names, options);
        var network = Network.For(encoding, options.Hidden, target.Outputs);
        var rows = encoding.Encode(made.Rows);
        return Train<float[]>(
            options.Converges
                ? new RidgeLoop(options, encoding, network, rows, targets, measures, plan)
                : new TrainingLoop(options, encoding, network, rows, targets, measures, plan, random),
            learnt => ModelGraph.Build(made, encoding, network, targets.Head, learnt, options.Recipe, target)
        );

        TrainedModel Train<T>(IRecipeTraining<T> training, Func<T, byte[]> graph)
        {
            var clock = Stopwatch.StartNew();
            var (learnt, metrics, answers) = training.Run(progress, keeper, cancellation);
            return new TrainedModel(graph(learnt), metrics, clock.Elapsed.TotalSeconds)
            {
                Sample = training.Sample(learnt),
                Validation =
                    answers is { Length: > 0 } && target.Task == TaskKind.Binary
                        ? new([.. plan.Measured.Select(row => (int)target.Values[row])], answers)
                        : null,
            };
        }
    }

    private static void Check(Table table, IReadOnlyList<string> features, Target target)
    {
        var rows = target.Values.Length;
        if (rows != table.RowCount)
        {
            throw new ArgumentException($"There are {table.RowCount} rows and {rows} labels.", nameof(target));
        }

        if (rows < 2)
        {
            throw new TrainingException($"There are {rows} training rows.");
        }

        if (target.Task != TaskKind.Regression && Array.TrueForAll(target.Values, value => value == target.Values[0]))
        {
            var all =
                target.Task == TaskKind.MultiClass ? $"'{target.Classes[(int)target.Values[0]]}'"
                : target.Values[0] == 0 ? "negative"
                : "positive";
            throw new TrainingException($"Label '{target.Name}' has one class alone: all {rows} training rows are {all}.");
        }

        if (features.Count == 0)
        {
            throw new TrainingException("There are no feature columns.");
        }

        foreach (var name in features)
        {
            if (name == ModelOutput.NameOf(target.Task) || name.StartsWith('/') || name.Length == 0)
            {
                throw new TrainingException($"A feature column cannot be named '{name}'.");
            }
        }
    }
}
