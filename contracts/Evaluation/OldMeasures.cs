namespace ServerlessML.Contracts.Evaluation;

/// <summary>Takes measures out of members of their own, where documents from before measures were one set have them.</summary>
internal static class OldMeasures
{
    /// <summary>The measures with what is not null of another one.</summary>
    public static IReadOnlyDictionary<string, MeasureScore> With(
        this IReadOnlyDictionary<string, MeasureScore> measures,
        string measure,
        double? value = null,
        double? low = null,
        double? high = null
    )
    {
        if ((value ?? low ?? high) is null)
        {
            return measures;
        }

        var known = measures.GetValueOrDefault(measure) ?? new(double.NaN);
        return new SortedDictionary<string, MeasureScore>(measures.ToDictionary(), StringComparer.Ordinal)
        {
            [measure] = new(value ?? known.Value, low ?? known.Low, high ?? known.High),
        };
    }

    public static IReadOnlyDictionary<string, MeasureScore> With(
        this IReadOnlyDictionary<string, MeasureScore> measures,
        string measure,
        MeasuredInterval? interval
    ) => measures.With(measure, interval?.Estimate, interval?.Low, interval?.High);
}
