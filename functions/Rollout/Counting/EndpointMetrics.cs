using System.Globalization;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Rollout.Routing;

namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>
/// What Azure Monitor measured of the deployments of an Azure ML online endpoint (Microsoft.Insights metrics, 2024-02-01): by minute,
/// requests by status and quantiles of latency. Only whole minutes under the plan count, and only those that Azure Monitor has had time to
/// gather.
/// </summary>
public sealed class EndpointMetrics(ResourceManager azure, TrafficOptions options, TimeProvider time) : IArmCounts
{
    public const string ApiVersion = "2024-02-01";

    /// <summary>A minute's measurements come in for about as long.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The longest stretch that one query may cover.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public async Task<CountedArms> ReadAsync(CountRequest request, CancellationToken cancellation)
    {
        var from = Ceiling(request.Since);
        var until = Ceiling(time.GetUtcNow() - Delay - Minute);
        if (until <= from)
        {
            return CountedArms.Nothing($"Azure Monitor has no whole minute of plan revision {request.Revision} yet");
        }

        try
        {
            List<ArmTally> arms = [];
            foreach (var version in request.Versions)
            {
                arms.Add(new(version, Lane.Live, await ArmAsync(request.Deployment, version, from, until, cancellation)));
            }

            return new(arms, null);
        }
        catch (Exception e) when (e is ArmUnavailableException or ArmConflictException or MetricsException)
        {
            return CountedArms.Nothing($"Azure Monitor cannot be asked: {e.Message}");
        }
    }

    private async Task<ArmStatistics> ArmAsync(
        string deployment,
        int version,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellation
    )
    {
        MinuteCounts counts = new();
        for (var start = from; start < until; start += Longest)
        {
            var end = start + Longest < until ? start + Longest : until;
            var arm = $"deployment eq '{options.ArmOf(version)}'";
            counts.AddRequests(
                await AskAsync(
                    deployment,
                    [MinuteCounts.Requests],
                    $"{arm} and {MinuteCounts.Status} eq '*' and {MinuteCounts.ModelStatus} eq '*'",
                    start,
                    end,
                    cancellation
                )
            );
            counts.AddLatency(await AskAsync(deployment, MinuteCounts.Quantiles, arm, start, end, cancellation));
        }

        return counts.Statistics();
    }

    private async Task<MetricSeries> AskAsync(
        string deployment,
        IReadOnlyList<string> metrics,
        string filter,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellation
    )
    {
        var endpoint = options.ResourceOf(deployment);
        var path = azure.Options.PathOf(
            $"Microsoft.MachineLearningServices/workspaces/{options.Workspace}/onlineEndpoints/{endpoint}/providers/Microsoft.Insights/metrics"
        );
        var answer = await azure.FindAsync(
            path,
            ApiVersion,
            [
                ("metricnames", string.Join(',', metrics)),
                ("timespan", $"{Text(from)}/{Text(until)}"),
                ("interval", "PT1M"),
                ("aggregation", "Average"),
                ("$filter", filter),
                ("top", "1000"),
            ],
            cancellation
        );
        return answer is null
            ? throw new MetricsException($"there is no online endpoint '{endpoint}' in the Azure ML workspace '{options.Workspace}'")
            : MetricSeries.Of(answer.Body);
    }

    private static DateTimeOffset Ceiling(DateTimeOffset at) =>
        new((at.UtcTicks + Minute.Ticks - 1) / Minute.Ticks * Minute.Ticks, TimeSpan.Zero);

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
