using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>Every deployment's counts, read once for all families.</summary>
public sealed class MetricsMoment(DeploymentTable table, FaultCounts elsewhere)
{
    /// <summary>Problems of requests that name no known deployment.</summary>
    public IReadOnlyDictionary<string, long> Elsewhere { get; } = elsewhere.Read();

    public IReadOnlyList<(Deployment Deployment, IReadOnlyList<ArmCounts> Totals)> Deployments { get; } =
    [
        .. table
            .All.OrderBy(deployment => deployment.Name, StringComparer.Ordinal)
            .Select(deployment => (deployment, deployment.Ledger.Totals())),
    ];

    public IEnumerable<(string Deployment, ArmCounts Counts)> Arms =>
        Deployments.SelectMany(one => one.Totals, (one, counts) => (one.Deployment.Name, counts));

    public IEnumerable<(string Deployment, ArmCounts Counts, ShadowDifferences Differences)> Shadows =>
        Arms.Where(one => one.Counts.Differences is not null).Select(one => (one.Deployment, one.Counts, one.Counts.Differences!));
}
