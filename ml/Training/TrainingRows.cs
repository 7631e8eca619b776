namespace ServerlessML.Ml.Training;

/// <summary>What the rows are to give, and what each counts.</summary>
/// <param name="Values">One a row: the number, or which of the classes.</param>
/// <param name="Head">That of the model.</param>
/// <param name="Weights">One a class; null for one each.</param>
internal sealed record TrainingRows(float[] Values, Head Head, float[]? Weights)
{
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
                : throw new TrainingException($"Label '{target.Name}' has {target.Classes.Count} classes; 'class-weights' has {options.ClassWeights.Count}.");
        }

        var counts = new int[target.Classes.Count];
        foreach (var row in training)
        {
            counts[(int)target.Values[row]]++;
        }

        var seen = counts.Count(count => count > 0);
        return Array.ConvertAll(counts, count => count == 0 ? 0 : (float)training.Length / seen / count);
    }
}
