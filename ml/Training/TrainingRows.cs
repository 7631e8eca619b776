namespace ServerlessML.Ml.Training;

/// <summary>What the rows are to give, and what each counts.</summary>
/// <param name="Target">One a row: the number, or which of the classes.</param>
/// <param name="Head">That of the model.</param>
/// <param name="Weights">One a class; null for one each.</param>
internal sealed record TrainingRows(Target Target, Head Head, float[]? Weights)
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
        var (head, weights) = (Head.For(target, training), WeightsOf(target, training, options));
        return new(target, head, weights) { Base = target.Task == TaskKind.Regression ? [head.Mean] : Shares(target, training, weights) };
    }

    public float WeightOf(int row) => Weights is null ? 1 : Weights[(int)Values[row]];

    /// <summary>Each class's weight; null where all are one.</summary>
    /// <exception cref="TrainingException">A number has no classes, or there are not as many weights as classes.</exception>
    public static float[]? WeightsOf(Target target, int[] training, TrainingOptions options)
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

        var counts = new int[target.Classes.Count];
        foreach (var row in training)
        {
            counts[(int)target.Values[row]]++;
        }

        var seen = counts.Count(count => count > 0);
        return Array.ConvertAll(counts, count => count == 0 ? 0 : (float)training.Length / seen / count);
    }

    private static float[] Shares(Target target, int[] training, float[]? weights)
    {
        var sums = new double[Math.Max(2, target.Classes.Count)];
        foreach (var row in training)
        {
            sums[(int)target.Values[row]] += weights is null ? 1 : weights[(int)target.Values[row]];
        }

        // A class that no row has is as likely as half a row would make it.
        var least = sums.Sum() / (2.0 * training.Length);
        var shares = Array.ConvertAll(sums, sum => Math.Max(sum, least));
        var whole = shares.Sum();
        return target.Task == TaskKind.Binary ? [(float)(shares[1] / whole)] : Array.ConvertAll(shares, share => (float)(share / whole));
    }
}
