using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation.Tasks;

/// <summary>What probabilities of classes are measured by.</summary>
internal static class ClassFigures
{
    private const int Bins = 10;

    public static IReadOnlyList<TaskFigure> Of(TaskAnswers answers)
    {
        var called = answers.Called();
        var values = Array.ConvertAll(answers.Values, value => (int)value);
        return
        [
            new(TaskMeasure.LogLoss, PairedStatistics.Mean(answers.Parts(TaskMeasure.LogLoss))),
            new(TaskMeasure.Accuracy, PairedStatistics.Mean(answers.Parts(TaskMeasure.Accuracy))),
            new(TaskMeasure.MacroAuc, MacroAuc(answers, values)),
            new(TaskMeasure.MacroF1, MacroF1(called, values, answers.Classes.Count)),
            new(TaskMeasure.CalibrationError, CalibrationError(answers, called, values)),
            .. answers.Classes.Select((name, number) => new TaskFigure(TaskMeasure.RecallOf + name, Recall(called, values, number))),
        ];
    }

    /// <summary>Probabilities of a class.</summary>
    public static float[] ScoresOf(TaskAnswers answers, int number) => [.. Enumerable.Range(0, answers.Rows).Select(row => answers.Probabilities(row)[number])];

    // Over the classes that some rows have and some lack.
    private static WeightedStatistic MacroAuc(TaskAnswers answers, int[] values)
    {
        WeightedStatistic[] each = [.. Enumerable.Range(0, answers.Classes.Count)
            .Where(number => values.Contains(number) && values.Any(value => value != number))
            .Select(number => PairedStatistics.Auc(ScoresOf(answers, number), Array.ConvertAll(values, value => value == number)))];
        return weights =>
        {
            var sum = 0.0;
            foreach (var auc in each)
            {
                sum += auc(weights);
            }

            return each.Length == 0 ? double.NaN : sum / each.Length;
        };
    }

    // Over the classes that are there, or are called.
    private static WeightedStatistic MacroF1(int[] called, int[] values, int classes) => weights =>
    {
        Span<long> both = stackalloc long[classes], either = stackalloc long[classes];
        for (var row = 0; row < weights.Length; row++)
        {
            both[values[row]] += called[row] == values[row] ? weights[row] : 0;
            either[values[row]] += weights[row];
            either[called[row]] += weights[row];
        }

        var (sum, seen) = (0.0, 0);
        for (var number = 0; number < classes; number++)
        {
            seen += either[number] > 0 ? 1 : 0;
            sum += either[number] > 0 ? 2.0 * both[number] / either[number] : 0;
        }

        return sum / seen;
    };

    private static WeightedStatistic CalibrationError(TaskAnswers answers, int[] called, int[] values)
    {
        float[] said = [.. called.Select((number, row) => answers.Probabilities(row)[number])];
        var bins = Array.ConvertAll(said, one => Math.Clamp((int)(one * Bins), 0, Bins - 1));
        return weights =>
        {
            Span<double> off = stackalloc double[Bins];
            var rows = 0L;
            for (var row = 0; row < weights.Length; row++)
            {
                off[bins[row]] += weights[row] * (said[row] - (called[row] == values[row] ? 1.0 : 0));
                rows += weights[row];
            }

            var sum = 0.0;
            foreach (var bin in off)
            {
                sum += Math.Abs(bin);
            }

            return sum / rows;
        };
    }

    private static WeightedStatistic Recall(int[] called, int[] values, int number)
    {
        int[] mine = [.. Enumerable.Range(0, values.Length).Where(row => values[row] == number)];
        return weights =>
        {
            var (right, rows) = (0L, 0L);
            foreach (var row in mine)
            {
                right += called[row] == number ? weights[row] : 0;
                rows += weights[row];
            }

            return (double)right / rows;
        };
    }
}
