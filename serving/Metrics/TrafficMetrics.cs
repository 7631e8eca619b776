using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>What versions did.</summary>
internal static class TrafficMetrics
{
    // One a doubling, from 64 µs to 17 s: ends of the counts' own buckets, so nothing is estimated.
    private const int FirstDoubling = 6;
    private const int LastDoubling = 24;

    public static IReadOnlyList<MetricFamily> Families { get; } =
    [
        new("requests_total", "Requests answered with predictions.", MetricKind.Counter, moment =>
            OfArms(moment, counts => counts.Requests)
        ),
        new("rows_total", "Rows answered.", MetricKind.Counter, moment => OfArms(moment, counts => counts.Rows)),
        new(
            "faults_total",
            "Requests refused or failed, by problem code; without a version when none had been chosen.",
            MetricKind.Counter,
            Faults
        ),
        new(
            "request_duration_seconds",
            "From the body's arrival to the finished response; of a shadow, its scoring.",
            MetricKind.Histogram,
            Durations
        ),
        new("predictions_total", "Rows by probability; bin is the upper end.", MetricKind.Counter, Predictions),
        new("feature_values_total", "Rows by the value of a number column; bin is the upper end, inclusive.", MetricKind.Counter, Numbers),
        new(
            "feature_categories_total",
            "Rows by the value of a text column, as far as the training profile lists it.",
            MetricKind.Counter,
            Categories
        ),
        new(
            "feature_other_total",
            "Rows with a value of a text column that the training profile does not list.",
            MetricKind.Counter,
            moment => OfColumns(moment, column => column.Type == ColumnType.Category ? column.OtherCategories : null)
        ),
        new("feature_missing_total", "Rows without a value of a column.", MetricKind.Counter, moment =>
            OfColumns(moment, column => column.Missing)
        ),
        new("shadow_dropped_total", "Requests that a shadow never saw, since its queue was full.", MetricKind.Counter, moment =>
            moment.Shadows.Select(one => Of(one.Deployment, one.Counts, one.Counts.Dropped))
        ),
        new("shadow_rows_total", "Rows that were compared with a shadow's.", MetricKind.Counter, moment =>
            OfShadows(moment, one => one.Rows)
        ),
        new("shadow_agreeing_total", "Rows that answer and shadow put on the same side of 0.5.", MetricKind.Counter, moment =>
            OfShadows(moment, one => one.Agreeing)
        ),
        new("shadow_absolute_difference_total", "Sum of absolute differences between shadow and answer.", MetricKind.Counter, moment =>
            OfShadows(moment, one => one.AbsoluteSum * ShadowDifferences.Unit)
        ),
        new("shadow_absolute_difference_max", "The greatest absolute difference between shadow and answer.", MetricKind.Gauge, moment =>
            OfShadows(moment, one => one.MaxAbsolute)
        ),
        new("shadow_differences_total", "Rows by shadow minus answer; bin is the upper end.", MetricKind.Counter, Differences),
    ];

    private static MetricSample Of(string deployment, ArmCounts counts, double value, params ReadOnlySpan<(string, string)> labels) =>
        new(value, [("deployment", deployment), ("version", Text(counts.Version)), ("lane", MetricLabels.Of(counts.Lane)), .. labels]);

    private static IEnumerable<MetricSample> OfArms(MetricsMoment moment, Func<ArmCounts, double> value) =>
        moment.Arms.Select(one => Of(one.Deployment, one.Counts, value(one.Counts)));

    private static IEnumerable<MetricSample> OfShadows(MetricsMoment moment, Func<ShadowDifferences, double> value) =>
        moment.Shadows.Select(one => Of(one.Deployment, one.Counts, value(one.Differences)));

    private static IEnumerable<MetricSample> OfColumns(MetricsMoment moment, Func<ColumnProfile, long?> value) =>
        from one in moment.Arms
        from column in one.Counts.Features
        where value(column) is not null
        select Of(one.Deployment, one.Counts, value(column)!.Value, ("column", column.Name));

    private static IEnumerable<MetricSample> Faults(MetricsMoment moment) =>
        [
            .. moment.Arms.SelectMany(
                one => one.Counts.Faults,
                (one, fault) => Of(one.Deployment, one.Counts, fault.Value, ("code", fault.Key))
            ),
            .. moment.Deployments.SelectMany(
                one => one.Deployment.Faults.Read(),
                (one, fault) => new MetricSample(fault.Value, ("deployment", one.Deployment.Name), ("code", fault.Key))
            ),
            .. moment.Elsewhere.Select(fault => new MetricSample(fault.Value, ("code", fault.Key))),
        ];

    private static IEnumerable<MetricSample> Durations(MetricsMoment moment)
    {
        foreach (var (deployment, counts) in moment.Arms)
        {
            var (seen, bucket) = (0L, 0);
            for (var doubling = FirstDoubling; doubling <= LastDoubling; doubling++)
            {
                for (; bucket < doubling * LatencyBuckets.PerDoubling; bucket++)
                {
                    seen += counts.Latency[bucket];
                }

                yield return Of(deployment, counts, seen, ("le", Text(Math.Pow(2, doubling) / 1e6))) with
                {
                    Suffix = "_bucket",
                };
            }

            yield return Of(deployment, counts, counts.Requests, ("le", "+Inf")) with
            {
                Suffix = "_bucket",
            };
            yield return Of(deployment, counts, counts.LatencyNanoseconds / 1e9) with
            {
                Suffix = "_sum",
            };
            yield return Of(deployment, counts, counts.Requests) with
            {
                Suffix = "_count",
            };
        }
    }

    private static IEnumerable<MetricSample> Predictions(MetricsMoment moment) =>
        from one in moment.Arms
        from bin in Enumerable.Range(0, one.Counts.Predictions.Count)
        select Of(one.Deployment, one.Counts, one.Counts.Predictions[bin], ("bin", PredictionBin(one.Counts, bin)));

    // The upper edge; of classes, the likeliest one's place.
    private static string PredictionBin(ArmCounts counts, int bin) =>
        counts.PredictionEdges is not { } edges ? Text((bin + 1.0) / ArmCounts.PredictionBins)
        : bin < edges.Count ? Text(edges[bin])
        : "+Inf";

    private static IEnumerable<MetricSample> Numbers(MetricsMoment moment) =>
        from one in moment.Arms
        from column in one.Counts.Features
        where column.Type != ColumnType.Category
        from bin in Enumerable.Range(0, column.BinCounts.Count)
        where column.BinCounts[bin] > 0
        select Of(
            one.Deployment,
            one.Counts,
            column.BinCounts[bin],
            ("column", column.Name),
            ("bin", bin < column.BinEdges.Count ? Text(column.BinEdges[bin]) : "+Inf")
        );

    private static IEnumerable<MetricSample> Categories(MetricsMoment moment) =>
        from one in moment.Arms
        from column in one.Counts.Features
        from category in column.Categories
        select Of(one.Deployment, one.Counts, category.Value, ("column", column.Name), ("category", category.Key));

    private static IEnumerable<MetricSample> Differences(MetricsMoment moment) =>
        from one in moment.Shadows
        from bin in Enumerable.Range(0, one.Differences.Histogram.Count)
        select Of(
            one.Deployment,
            one.Counts,
            one.Differences.Histogram[bin],
            ("bin", Text(-1 + ((bin + 1) * 2.0 / ShadowDifferences.Bins)))
        );

    private static string Text(double number) => Math.Round(number, 12).ToString(CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
