using System.Diagnostics;
using System.Runtime.InteropServices;
using ServerlessML.Contracts;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training.Boosting;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>
/// Trains a binary classifier on a table. The same rows in the same order, options and threads give the same bytes
/// on the same build of ONNX Runtime (for <c>xgboost</c>, of libxgboost) and kind of processor.
/// </summary>
public static class Trainer
{
    /// <summary>Rows that measure at the end of an epoch; more would say no more.</summary>
    private const int MostValidationRows = 50_000;

    /// <param name="table">Training rows; other columns than the features are not looked at.</param>
    /// <param name="features">The model's inputs, in their order.</param>
    /// <param name="labels">True for the positive class, one a row.</param>
    /// <param name="labelName">Names the label in messages and in the model.</param>
    /// <param name="options">The recipe with its parameters.</param>
    /// <param name="progress">Called on this thread about two hundred times, and at the end of each epoch.</param>
    /// <param name="checkpointing">Where states go, and which one to go on from; null keeps none.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="TrainingException">The rows or the parameters cannot give a model.</exception>
    /// <exception cref="ColumnException">A feature is not in the table.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged, or another training's.</exception>
    public static TrainedModel Train(
        Table table,
        IReadOnlyList<string> features,
        bool[] labels,
        string labelName,
        TrainingOptions options,
        Action<TrainingStep>? progress = null,
        Checkpointing? checkpointing = null,
        CancellationToken cancellation = default)
    {
        Check(table, features, labels, labelName);
        var keeper = checkpointing is null
            ? null
            : new StateKeeper(checkpointing, TrainingFacts.Of(table, features, MemoryMarshal.AsBytes<bool>(labels), labelName, options));
        var random = new SeededRandom(options.Seed);
        var order = new int[table.RowCount];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        random.Shuffle(order);
        var held = (int)Math.Min(MostValidationRows, table.RowCount * options.ValidationShare);
        if (options.Recipe == Recipe.Xgboost)
        {
            return Boost(table, features, labels, labelName, options, order[held..], order[..held], progress, keeper, cancellation);
        }

        var encoding = FeatureEncoding.Fit(table, features, options);
        var network = Network.For(encoding, options.Hidden);
        var course = new Course(options, encoding, network, encoding.Encode(table), labels, order[held..], order[..held], random);
        var clock = Stopwatch.StartNew();
        var (parameters, metrics) = course.Run(progress, keeper, cancellation);
        return new TrainedModel(
            ModelGraph.Build(encoding, network, parameters, options.Recipe, labelName), metrics, clock.Elapsed.TotalSeconds);
    }

    private static TrainedModel Boost(
        Table table, IReadOnlyList<string> features, bool[] labels, string labelName, TrainingOptions options, int[] training, int[] validation,
        Action<TrainingStep>? progress, StateKeeper? keeper, CancellationToken cancellation)
    {
        var encoding = BoostingEncoding.Fit(table, features, labels, training, options);
        var clock = Stopwatch.StartNew();
        var (trees, metrics) = new BoostingCourse(options, encoding, table, labels, training, validation).Run(progress, keeper, cancellation);
        return new TrainedModel(BoostedGraph.Build(encoding, trees, options.Recipe, labelName), metrics, clock.Elapsed.TotalSeconds);
    }

    private static void Check(Table table, IReadOnlyList<string> features, bool[] labels, string labelName)
    {
        if (labels.Length != table.RowCount)
        {
            throw new ArgumentException($"There are {table.RowCount} rows and {labels.Length} labels.", nameof(labels));
        }

        if (labels.Length < 2)
        {
            throw new TrainingException($"There are {labels.Length} training rows.");
        }

        var positives = labels.AsSpan().Count(true);
        if (positives == 0 || positives == labels.Length)
        {
            throw new TrainingException(
                $"Label '{labelName}' has one class alone: all {labels.Length} training rows are {(positives == 0 ? "negative" : "positive")}.");
        }

        if (features.Count == 0)
        {
            throw new TrainingException("There are no feature columns.");
        }

        foreach (var name in features)
        {
            if (name == ModelGraph.Probability || name.StartsWith('/') || name.Length == 0)
            {
                throw new TrainingException($"A feature column cannot be named '{name}'.");
            }
        }
    }
}
