namespace ServerlessML.Ml.Evaluation.Tasks;

/// <summary>One model's answers to rows whose label is known: a probability a class, or a number.</summary>
/// <param name="Task">Classes, or a number.</param>
/// <param name="Classes">Their names; empty for a number.</param>
/// <param name="Values">Which class each row has, or its number.</param>
/// <param name="Given">What the model said, row by row.</param>
public sealed record TaskAnswers(TaskKind Task, IReadOnlyList<string> Classes, float[] Values, float[] Given)
{
    public int Rows => Values.Length;

    /// <summary>The likeliest class of a row; the first where several are as likely.</summary>
    public int CalledOf(int row) => Probabilities(row) is var mine ? mine.IndexOf(Largest(mine)) : 0;

    public ReadOnlySpan<float> Probabilities(int row) => Given.AsSpan(row * Classes.Count, Classes.Count);

    public int[] Called() => [.. Enumerable.Range(0, Rows).Select(CalledOf)];

    public IReadOnlyList<TaskFigure> Figures() => Task == TaskKind.Regression ? NumberFigures.Of(this) : ClassFigures.Of(this);

    /// <summary>Computes the measures of all rows by name; those without a value are left out.</summary>
    public IReadOnlyDictionary<string, double> Measures()
    {
        int[] once = [.. Enumerable.Repeat(1, Rows)];
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var figure in Figures())
        {
            if (figure.Of(once) is var value && double.IsFinite(value))
            {
                measures[figure.Name] = value;
            }
        }

        return measures;
    }

    /// <summary>The part that each row has in a measure (<see cref="TaskMeasure.OfRows"/>); the measure is their mean, or for the RMSE the root of it.</summary>
    public double[] Parts(string measure) => [.. Enumerable.Range(0, Rows).Select(row => measure switch
    {
        TaskMeasure.LogLoss => -Math.Log(Math.Max(1e-7, Probabilities(row)[(int)Values[row]])),
        TaskMeasure.Accuracy => CalledOf(row) == (int)Values[row] ? 1 : 0,
        TaskMeasure.Rmse => ((double)Given[row] - Values[row]) * ((double)Given[row] - Values[row]),
        TaskMeasure.Mae => Math.Abs((double)Given[row] - Values[row]),
        _ => throw new ArgumentException($"No row has a part of its own in '{measure}'.", nameof(measure)),
    })];

    private static float Largest(ReadOnlySpan<float> values)
    {
        var largest = values[0];
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}
