using ServerlessML.Contracts.Serving;

namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>
/// Requests and latencies of one arm out of what an online endpoint measures by minute. Latency is known by four quantiles of each minute:
/// every request is put at the quantile below it, the faster half at the least that is counted, so that what is surely above a limit never
/// counts too many.
/// </summary>
internal sealed class MinuteCounts
{
    public const string Requests = "RequestsPerMinute";
    public const string Status = "statusCode";
    public const string ModelStatus = "modelStatusCode";

    private const string Percentile50 = "RequestLatency_P50";
    private const string Percentile90 = "RequestLatency_P90";
    private const string Percentile95 = "RequestLatency_P95";
    private const string Percentile99 = "RequestLatency_P99";

    // What of a minute's requests lies between a quantile and the next one.
    private static readonly (string Metric, double Share)[] Above =
    [
        (Percentile50, 0.4),
        (Percentile90, 0.05),
        (Percentile95, 0.04),
        (Percentile99, 0.01),
    ];

    private readonly Dictionary<DateTimeOffset, double> _answered = [];
    private readonly Dictionary<DateTimeOffset, Dictionary<string, double>> _latency = [];
    private double _errors;

    public static IReadOnlyList<string> Quantiles { get; } = [Percentile50, Percentile90, Percentile95, Percentile99];

    public void AddRequests(MetricSeries series)
    {
        foreach (var point in series.Points)
        {
            switch (Of(point.Dimensions.GetValueOrDefault(Status), point.Dimensions.GetValueOrDefault(ModelStatus)))
            {
                case true:
                    _answered[point.At] = _answered.GetValueOrDefault(point.At) + point.Average;
                    break;
                case false:
                    _errors += point.Average;
                    break;
            }
        }
    }

    public void AddLatency(MetricSeries series)
    {
        foreach (var point in series.Points)
        {
            _latency.TryAdd(point.At, []);
            _latency[point.At][point.Metric] = point.Average;
        }
    }

    public ArmStatistics Statistics()
    {
        var errors = Whole(_errors);
        return new()
        {
            Requests = Whole(_answered.Values.Sum()) + errors,
            Errors = errors,
            Latency = Latency(),
        };
    }

    /// <summary>
    /// Whether the arm answered; null where the request is at fault, or never came to the arm. 424 is the model's own status in the
    /// endpoint's words.
    /// </summary>
    private static bool? Of(string? status, string? model) =>
        status switch
        {
            ['2', _, _] => true,
            "408" or ['5', _, _] => false,
            "424" => model is ['4', _, _] and not "408" ? null : false,
            _ => null,
        };

    private BinnedCounts? Latency()
    {
        var buckets = new double[LatencyBuckets.Count];
        foreach (var (minute, quantiles) in _latency)
        {
            if (!_answered.TryGetValue(minute, out var answered) || Quantiles.Any(name => !quantiles.ContainsKey(name)))
            {
                continue;
            }

            buckets[0] += answered * (1 - Above.Sum(part => part.Share));
            foreach (var (metric, share) in Above)
            {
                buckets[LatencyBuckets.Of(TimeSpan.FromMilliseconds(quantiles[metric]))] += answered * share;
            }
        }

        // Parts of a request count as fast.
        long[] counts = [.. buckets.Select(count => (long)count)];
        counts[0] += Whole(buckets.Sum()) - counts.Sum();
        return counts.Sum() == 0 ? null : CountedLatency.Of(counts);
    }

    private static long Whole(double count) => (long)Math.Round(count);
}
