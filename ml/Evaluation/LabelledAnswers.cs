using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>One model's answers to rows whose label is known: a probability, a probability a class, or a number.</summary>
/// <param name="Task">What the answers are.</param>
/// <param name="Classes">The label's values; empty for a number.</param>
/// <param name="Values">Which of the values each row has, or its number.</param>
/// <param name="Given">What the model said, row by row.</param>
public sealed record LabelledAnswers(TaskKind Task, IReadOnlyList<string> Classes, float[] Values, float[] Given)
{
    private const double Edge = 1e-7;

    public int Rows => Values.Length;

    /// <summary>The probability from which on a row is called the second of two values.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>What errors cost.</summary>
    public ErrorCosts Costs { get; init; } = new();

    /// <summary>Whether the rows' labels are not all the same.</summary>
    public bool Varies => Values.AsSpan().ContainsAnyExcept(Values is [var first, ..] ? first : 0);

    private int Outputs => Task == TaskKind.MultiClass ? Classes.Count : 1;

    public LabelledAnswers Take(IReadOnlyList<int> rows) =>
        this with
        {
            Values = [.. rows.Select(row => Values[row])],
            Given = Outputs == 1 ? [.. rows.Select(row => Given[row])] : [.. rows.SelectMany(row => Probabilities(row).ToArray())],
        };

    /// <summary>The probabilities of the classes.</summary>
    public ReadOnlySpan<float> Probabilities(int row) => Given.AsSpan(row * Outputs, Outputs);

    /// <summary>The class that a row is called: by the threshold, or the likeliest one, the first of several.</summary>
    public int CalledOf(int row)
    {
        var said = Probabilities(row);
        return Task == TaskKind.Binary
            ? said[0] >= Threshold
                ? 1
                : 0
            : said.IndexOf(Largest(said));
    }

    public int[] Called() => [.. Enumerable.Range(0, Rows).Select(CalledOf)];

    /// <summary>The probability of the second of two values, or of the likeliest class, and whether that is what came.</summary>
    public (float[] Said, bool[] Came) Claims()
    {
        if (Task == TaskKind.Binary)
        {
            return (Given, AreOf(1));
        }

        var called = Called();
        return (
            [.. called.Select((number, row) => Probabilities(row)[number])],
            [.. called.Select((number, row) => number == (int)Values[row])]
        );
    }

    /// <summary>The probability of a value of the label, and whether that is what came.</summary>
    public (float[] Said, bool[] Came) ClaimsOf(int number) =>
        (Outputs == 1 ? Given : [.. Enumerable.Range(0, Rows).Select(row => Probabilities(row)[number])], AreOf(number));

    /// <summary>All measures of the task by name; those that the rows give no value are left out.</summary>
    public IReadOnlyDictionary<string, MeasureScore> Scores()
    {
        var scores = new SortedDictionary<string, MeasureScore>(StringComparer.Ordinal);
        foreach (var measure in QualityMeasure.Of(Task, Classes))
        {
            if (ScoreOf(measure) is { } score)
            {
                scores[measure.Name] = score;
            }
        }

        return scores;
    }

    /// <summary>The value of a measure; null where the rows give it none.</summary>
    public double? ValueOf(string measure)
    {
        var value = measure switch
        {
            QualityMeasure.Auc => Varies ? DeLong.Auc(Given, AreOf(1)) : double.NaN,
            QualityMeasure.AveragePrecision => Varies ? PrecisionCurve.AveragePrecision(Given, AreOf(1)) : double.NaN,
            QualityMeasure.Recall or QualityMeasure.Precision => SharesOf(measure) is (var hits, > 0 and var rows)
                ? (double)hits / rows
                : double.NaN,
            QualityMeasure.CalibrationSlope or QualityMeasure.ObservedToExpected or QualityMeasure.Bias => CalibrationFit
                .Of(this, measure)
                ?.Value
                ?? double.NaN,
            _ => Figure(measure)([.. Enumerable.Repeat(1, Rows)]),
        };
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>A measure as a figure of weighted rows.</summary>
    /// <exception cref="ArgumentException">The measure is not known, or has none.</exception>
    public WeightedStatistic Figure(string measure) => MeasureFigures.Of(this, measure);

    /// <summary>The part that each row has in a measure; the measure is their mean, or for the RMSE the root of it.</summary>
    /// <exception cref="ArgumentException">No row has a part of its own in the measure.</exception>
    public double[] Parts(string measure)
    {
        Func<int, double> part = (measure, Task) switch
        {
            (QualityMeasure.LogLoss, TaskKind.Binary) => row => -Math.Log(Values[row] > 0.5f ? Kept(row) : 1 - Kept(row)),
            (QualityMeasure.LogLoss, _) => row => -Math.Log(Math.Max(Edge, Probabilities(row)[(int)Values[row]])),
            (QualityMeasure.Accuracy, _) => row => CalledOf(row) == (int)Values[row] ? 1 : 0,
            (QualityMeasure.Cost, _) => row =>
                (CalledOf(row), (int)Values[row]) switch
                {
                    (1, 0) => Costs.FalsePositive,
                    (0, 1) => Costs.FalseNegative,
                    _ => 0,
                },
            (QualityMeasure.Brier or QualityMeasure.Rmse, _) => row => Off(row) * Off(row),
            (QualityMeasure.Mae, _) => row => Math.Abs(Off(row)),
            _ => throw new ArgumentException($"No row has a part of its own in '{measure}'.", nameof(measure)),
        };
        var parts = new double[Rows];
        for (var row = 0; row < parts.Length; row++)
        {
            parts[row] = part(row);
        }

        return parts;
    }

    /// <summary>Less another model's on the same rows, as the measure's test has it; null where there is none.</summary>
    public MeasureDifference? Compare(QualityMeasure measure, LabelledAnswers other) =>
        measure.Test switch
        {
            MeasureMethod.DeLong => Difference(DeLong.Compare(Given, other.Given, AreOf(1))),
            MeasureMethod.PairedRows => PairedParts.Compare(measure.Name, Parts(measure.Name), other.Parts(measure.Name)),
            _ => null,
        };

    /// <summary>McNemar's test of the rows that each of two models calls right.</summary>
    public McNemar McNemar(LabelledAnswers other)
    {
        var pairs = Parts(QualityMeasure.Accuracy).Zip(other.Parts(QualityMeasure.Accuracy)).ToList();
        return Statistics.McNemar.Of(pairs.LongCount(pair => pair.First > pair.Second), pairs.LongCount(pair => pair.First < pair.Second));
    }

    private static MeasureDifference Difference(AucComparison found) => new(found.Difference, found.Low, found.High, found.PValue);

    private MeasureScore? ScoreOf(QualityMeasure measure)
    {
        if (measure.Interval == MeasureMethod.DeLong && Varies)
        {
            var are = AreOf(1);
            var area = DeLong.Estimate(Given, are);
            area = area.Variance > 0 ? area : DeLong.Wider(area, are.Count(one => one), are.Count(one => !one));
            return new(area.Auc, area.Low, area.High);
        }

        if (measure.Interval == MeasureMethod.Wilson)
        {
            var (hits, rows) = SharesOf(measure.Name);
            return rows == 0 ? null : Score(Fairness.Wilson(hits, rows, Normal.Z95));
        }

        if (measure.Interval == MeasureMethod.LargeSample)
        {
            return CalibrationFit.Of(this, measure.Name) is { } fitted && double.IsFinite(fitted.Value) ? fitted : null;
        }

        return ValueOf(measure.Name) is { } value ? new(value) : null;
    }

    private static MeasureScore Score(Interval share) => new(share.Estimate, share.Low, share.High);

    // What is hit, of what.
    private (long Hits, long Rows) SharesOf(string measure)
    {
        var (called, both, are) = (0L, 0L, 0L);
        for (var row = 0; row < Rows; row++)
        {
            var (says, came) = (CalledOf(row) == 1, Values[row] > 0.5f);
            (called, both, are) = (called + (says ? 1 : 0), both + (says && came ? 1 : 0), are + (came ? 1 : 0));
        }

        return (both, measure == QualityMeasure.Recall ? are : called);
    }

    // Certain and wrong would be infinite.
    private double Kept(int row) => Math.Clamp((double)Given[row], Edge, 1 - Edge);

    private double Off(int row) => (double)Given[row] - Values[row];

    internal bool[] AreOf(int number) => Array.ConvertAll(Values, value => (int)value == number);

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
