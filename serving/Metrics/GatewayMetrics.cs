using System.Diagnostics;
using System.Globalization;

namespace ServerlessML.Serving.Metrics;

/// <summary>All that the gateway tells in numbers: one list for Prometheus and OpenTelemetry.</summary>
public sealed class GatewayMetrics(
    DeploymentTable table,
    PostResponseWork afterwards,
    LoadedModels models,
    CaptureQueue captures,
    ShadowQueue shadows,
    FeedbackQueue feedback,
    ConcurrencyGate gate,
    KeyRing ring,
    Readiness readiness
)
{
    public const string Prefix = "serverlessml_gateway_";

    private readonly double _started = new DateTimeOffset(Process.GetCurrentProcess().StartTime).ToUnixTimeMilliseconds() / 1000.0;

    public IReadOnlyList<MetricFamily> Families => field ??= [.. TrafficMetrics.Families, .. Plans(), .. Queues(), .. Machine()];

    public MetricsMoment Now() => new(table, afterwards.Elsewhere);

    private IEnumerable<MetricFamily> Plans() =>
        [
            new("plan_revision", "The revision that is served.", MetricKind.Gauge, moment =>
                from one in moment.Deployments
                where one.Deployment.Current is not null
                select new MetricSample(one.Deployment.Current!.Document.Revision, ("deployment", one.Deployment.Name))
            ),
            new("plan_stale", "1 when the newest plan cannot be used, and an older one or none is served.", MetricKind.Gauge, moment =>
                moment.Deployments.Select(one => new MetricSample(
                    one.Deployment.LastError is null ? 0 : 1,
                    ("deployment", one.Deployment.Name)
                ))
            ),
            new("plan_weight_ratio", "Share of requests that a version is given, 0 to 1.", MetricKind.Gauge, moment =>
                from one in moment.Deployments
                from version in (one.Deployment.Current?.Arms ?? []).GroupBy(arm => arm.VersionText)
                select new MetricSample(
                    version.Sum(arm => arm.Weight) / 10_000.0,
                    ("deployment", one.Deployment.Name),
                    ("version", version.Key)
                )
            ),
            new("model_load_seconds", "Fetching, checking, loading and warming the version's model.", MetricKind.Gauge, moment =>
                from one in moment.Deployments
                from arm in (one.Deployment.Current?.Arms ?? []).DistinctBy(arm => arm.Version)
                where models.LoadTimeOf(arm.Model.Digest) is not null
                select new MetricSample(
                    models.LoadTimeOf(arm.Model.Digest)?.TotalSeconds ?? 0,
                    ("deployment", one.Deployment.Name),
                    ("version", arm.VersionText)
                )
            ),
            One("models_loaded", "Models in memory.", MetricKind.Gauge, () => models.Loaded.Count()),
            One("model_loads_total", "Models loaded.", MetricKind.Counter, () => models.Loads),
            One("model_load_failures_total", "Models that could not be fetched or loaded.", MetricKind.Counter, () => models.FailedLoads),
            One("model_load_seconds_total", "Time spent loading models.", MetricKind.Counter, () => models.LoadTime.TotalSeconds),
            One("storage_up", "0 when storage could not be read just now.", MetricKind.Gauge, () => table.StorageError is null ? 1 : 0),
        ];

    private IEnumerable<MetricFamily> Queues() =>
        [
            new("queue_depth", "Entries that wait in background queues.", MetricKind.Gauge, _ =>
                Each(captures.Depth, shadows.Depth, feedback.Waiting)
            ),
            new("queue_bound", "Capacity of background queues.", MetricKind.Gauge, _ =>
                Each(CaptureQueue.MaxRecords, ShadowQueue.MaxRequests, FeedbackQueue.MaxOutcomes)
            ),
            One("captures_stored_total", "Requests captured and stored.", MetricKind.Counter, () => captures.Stored),
            One(
                "captures_dropped_total",
                "Requests captured and dropped: the queue was full, or storage was unavailable at a stop.",
                MetricKind.Counter,
                () => captures.Dropped
            ),
            One("feedback_stored_total", "Outcomes stored.", MetricKind.Counter, () => feedback.Stored),
            One("feedback_lost_total", "Outcomes dropped: storage was unavailable at a stop.", MetricKind.Counter, () => feedback.Lost),
        ];

    private IEnumerable<MetricFamily> Machine() =>
        [
            One("requests_inside", "Requests being served.", MetricKind.Gauge, () => gate.Inside),
            One("requests_inside_limit", "Requests that may be served at once.", MetricKind.Gauge, () => gate.Limit),
            One("turned_away_total", "Requests turned away at the limit.", MetricKind.Counter, () => gate.TurnedAway),
            One("refused_total", "Requests refused because a key or a right is missing.", MetricKind.Counter, () => ring.Refused),
            One("ready", "1 when a load balancer may send requests.", MetricKind.Gauge, () => readiness.Ready ? 1 : 0),
            One("memory_bytes", "Working set of the process.", MetricKind.Gauge, () => Environment.WorkingSet),
            One("allocated_bytes_total", "Managed memory allocated.", MetricKind.Counter, () => GC.GetTotalAllocatedBytes()),
            new("collections_total", "Garbage collections.", MetricKind.Counter, _ =>
                Enumerable
                    .Range(0, GC.MaxGeneration + 1)
                    .Select(generation => new MetricSample(
                        GC.CollectionCount(generation),
                        ("generation", generation.ToString(CultureInfo.InvariantCulture))
                    ))
            ),
            One("start_time_seconds", "When the process started, in Unix time.", MetricKind.Gauge, () => _started),
        ];

    private static MetricFamily One(string name, string help, MetricKind kind, Func<double> value) =>
        new(name, help, kind, _ => [new(value())]);

    private static IEnumerable<MetricSample> Each(long captures, long shadows, long feedback) =>
        [new(captures, ("queue", "captures")), new(shadows, ("queue", "shadows")), new(feedback, ("queue", "feedback"))];
}
