using ServerlessML.Contracts.Serving;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>
/// What every process of our gateway counted under a plan, wherever it runs: behind its own split, or as one arm of somebody else's.
/// </summary>
public sealed class GatewayCounts(DocumentStore documents) : IArmCounts
{
    private static readonly double[] PredictionEdges =
    [
        .. Enumerable.Range(1, ArmCounts.PredictionBins - 1).Select(bin => (double)bin / ArmCounts.PredictionBins),
    ];

    public async Task<CountedArms> ReadAsync(CountRequest request, CancellationToken cancellation)
    {
        List<ArmCounts> parts = [];
        await foreach (
            var name in documents.ListAsync(
                StorageLayout.Counts,
                StorageLayout.CountsOf(request.Deployment, request.Revision),
                cancellation
            )
        )
        {
            if (await documents.ReadAsync<ServedCounts>(StorageLayout.Counts, name, cancellation) is { } counts)
            {
                parts.AddRange(counts.Value.Arms.Where(arm => arm.Lane != Lane.Override && request.Versions.Contains(arm.Version)));
            }
        }

        return parts.Count == 0
            ? CountedArms.Nothing($"no gateway has written counts of plan revision {request.Revision} yet")
            : new(
                [.. parts.GroupBy(part => (part.Version, part.Lane)).Select(arm => Tally(arm.Key.Version, arm.Key.Lane, [.. arm]))],
                null
            );
    }

    private static ArmTally Tally(int version, Lane lane, IReadOnlyList<ArmCounts> parts) =>
        new(version, lane, parts.Select(Statistics).Aggregate(ArmStatistics.None, (sum, part) => sum.Merge(part)))
        {
            Differences = parts.Select(part => part with { Features = [] }).Aggregate(CountsMerge.Add).Differences,
            Dropped = parts.Sum(part => part.Dropped),
        };

    private static ArmStatistics Statistics(ArmCounts counts) =>
        new()
        {
            Requests = counts.Requests + counts.Errors,
            Errors = counts.Errors,
            Latency = CountedLatency.Of(counts.Latency),
            Predictions = Binned(counts.PredictionEdges ?? PredictionEdges, counts.Predictions),
        };

    private static BinnedCounts? Binned(IReadOnlyList<double> edges, IReadOnlyList<long> counts) =>
        counts.Count == edges.Count + 1 ? new() { Edges = edges, Counts = counts } : null;
}
