namespace ServerlessML.Ml.Training;

/// <summary>What the rows are to give, and what each counts.</summary>
/// <param name="Target">One a row: the number, or which of the classes.</param>
/// <param name="Head">That of the model.</param>
/// <param name="ClassWeights">One a class; null for one each.</param>
/// <param name="RowScale">One over the mean weight of the rows to learn from, so that weights are relative.</param>
internal sealed record TrainingRows(Target Target, Head Head, float[]? ClassWeights, float RowScale)
{
    public float[] Values => Target.Values;

    /// <summary>What a model that knows nothing says of a row: each class's share by weight, or the mean.</summary>
    public required float[] Base { get; init; }

    /// <summary>The sums that give <see cref="Base"/>.</summary>
    public float[] Start =>
        Head.Task switch
        {
            TaskKind.Binary => [MathF.Log(Base[0] / (1 - Base[0]))],
            TaskKind.MultiClass => Array.ConvertAll(Base, MathF.Log),
            _ => [0],
        };

    /// <param name="target">What is to be predicted.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="options">How classes are weighed.</param>
    /// <exception cref="TrainingException">There is nothing to learn, or the weights do not fit.</exception>
    public static TrainingRows Of(Target target, int[] training, TrainingOptions options)
    {
        var (scale, head) = (ScaleOf(target, training), Head.For(target, training));
        var rows = new TrainingRows(target, head, ClassWeightsOf(target, training, options), scale) { Base = [] };
        return rows with { Base = target.Task == TaskKind.Regression ? [head.Mean] : rows.Shares(training) };
    }

    /// <summary>Whether some rows count more than others.</summary>
    public bool Weigh => ClassWeights is not null || Target.Weights is not null;

    public float WeightOf(int row) =>
        (ClassWeights is null ? 1 : ClassWeights[(int)Values[row]]) * (Target.Weights is { } weights ? weights[row] * RowScale : 1);

    private static float ScaleOf(Target target, int[] training)
    {
        if (target.Weights is not { } weights)
        {
            return 1;
        }

        var mean = training.Average(row => (double)weights[row]);
        return mean > 0 && double.IsFinite(mean)
            ? (float)(1 / mean)
            : throw new TrainingException($"The weights of the {training.Length} training rows add up to {mean}: no row counts.");
    }

    /// <summary>Each class's weight; null where all are one.</summary>
    /// <exception cref="TrainingException">A number has no classes, or there are not as many weights as classes.</exception>
    private static float[]? ClassWeightsOf(Target target, int[] training, TrainingOptions options)
    {
        if (!options.BalancedClasses && options.ClassWeights.Count == 0)
        {
            return null;
        }

        if (target.Task == TaskKind.Regression)
        {
            throw new TrainingException($"Label '{target.Name}' is a number and has no classes: 'class-weights' cannot be used.");
        }

        if (!options.BalancedClasses)
        {
            return options.ClassWeights.Count == target.Classes.Count
                ? [.. options.ClassWeights.Select(weight => (float)weight)]
                : throw new TrainingException(
                    $"Label '{target.Name}' has {target.Classes.Count} classes; 'class-weights' has {options.ClassWeights.Count}."
                );
        }

        var counts = new double[target.Classes.Count];
        foreach (var row in training)
        {
            counts[(int)target.Values[row]] += target.Weights is { } weights ? weights[row] : 1;
        }

        var (seen, whole) = (counts.Count(count => count > 0), counts.Sum());
        return Array.ConvertAll(counts, count => count == 0 ? 0 : (float)whole / seen / (float)count);
    }

    private float[] Shares(int[] training)
    {
        var sums = new double[Math.Max(2, Target.Classes.Count)];
        foreach (var row in training)
        {
            sums[(int)Values[row]] += WeightOf(row);
        }

        // A class that no row has is as likely as half a row would make it.
        var least = sums.Sum() / (2.0 * training.Length);
        var shares = Array.ConvertAll(sums, sum => Math.Max(sum, least));
        var whole = shares.Sum();
        return Target.Task == TaskKind.Binary ? [(float)(shares[1] / whole)] : Array.ConvertAll(shares, share => (float)(share / whole));
    }
}
