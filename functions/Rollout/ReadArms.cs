using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts;
using ServerlessML.Functions.Storage;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Adds up what every gateway process counted for the two arms under one plan, and keeps it as a look. The first of two tries decides:
/// a judgement that was made can be made again from the same numbers.
/// </summary>
public sealed class ReadArms(DocumentStore documents, OutcomeReader outcomes, KeyHistories histories, TimeProvider time)
{
    // In milliseconds; one for each bucket but the last.
    private static readonly double[] LatencyEdges = [.. Enumerable.Range(0, LatencyBuckets.Count - 1).Select(bucket => LatencyBuckets.UpperMicroseconds(bucket) / 1000)];
    private static readonly double[] PredictionEdges = [.. Enumerable.Range(1, ArmCounts.PredictionBins - 1).Select(bin => (double)bin / ArmCounts.PredictionBins)];

    [Function(nameof(ReadArms))]
    public async Task<LookRecord> RunAsync([ActivityTrigger] ArmsRequest request, CancellationToken cancellation)
    {
        var name = StorageLayout.RolloutLook(request.Deployment, request.RunId, request.Number);
        if (await documents.ReadAsync<LookRecord>(StorageLayout.Deployments, name, cancellation) is { } kept)
        {
            return kept.Value;
        }

        var look = await LookAsync(request, cancellation);
        return await documents.CreateAsync(StorageLayout.Deployments, name, look, cancellation)
            ? look
            : (await documents.ReadAsync<LookRecord>(StorageLayout.Deployments, name, cancellation))!.Value;
    }

    private async Task<LookRecord> LookAsync(ArmsRequest request, CancellationToken cancellation)
    {
        List<ArmCounts> parts = [];
        await foreach (var name in documents.ListAsync(StorageLayout.Counts, StorageLayout.CountsOf(request.Deployment, request.Revision), cancellation))
        {
            if (await documents.ReadAsync<ServedCounts>(StorageLayout.Counts, name, cancellation) is { } counts)
            {
                parts.AddRange(counts.Value.Arms.Where(arm => arm.Lane != Lane.Override));
            }
        }

        var metrics = request.Outcomes
            ? await outcomes.ReadAsync(request.Deployment, request.Revision, request.Number, request.StepBegan, await PastAsync(request, cancellation), cancellation)
            : new Dictionary<int, ArmOutcomes>();
        ArmStatistics Arm(int version, Lane lane) => Trimmed(parts.Where(part => part.Version == version && part.Lane == lane).Select(Statistics).Aggregate(ArmStatistics.None, (sum, part) => sum.Merge(part)))
            with { Metrics = metrics.GetValueOrDefault(version)?.Metrics ?? ArmStatistics.None.Metrics, Units = metrics.GetValueOrDefault(version)?.Units };
        var (second, lane) = Second(request);
        var shadows = request.Phase == RolloutPhase.Shadow ? parts.Where(part => part.Version == second && part.Lane == lane).ToList() : null;
        return new()
        {
            Deployment = request.Deployment, RunId = request.RunId, Number = request.Number, Step = request.Step, Phase = request.Phase, Share = request.Share,
            Revision = request.Revision, StepBegan = request.StepBegan, At = time.GetUtcNow(), Control = Arm(request.Champion, Lane.Live), Treated = Arm(second, lane),
            Differences = shadows is { Count: > 0 } ? shadows.Aggregate(CountsMerge.Add).Differences : null, Dropped = shadows?.Sum(part => part.Dropped),
            Unavailable = parts.Count == 0 ? $"no gateway has written counts of plan revision {request.Revision} yet" : null,
        };
    }

    private async Task<KeyHistory?> PastAsync(ArmsRequest request, CancellationToken cancellation) => request is { PastFrom: { } from, PastUntil: { } until }
        ? await histories.OfAsync(request.Deployment, request.RunId, from, until, cancellation)
        : null;

    private static (int Version, Lane Lane) Second(ArmsRequest request) => request.Phase switch
    {
        RolloutPhase.Aa => (request.Champion, Lane.Twin),
        RolloutPhase.Shadow => (request.Version, Lane.Shadow),
        _ => (request.Version, Lane.Live),
    };

    private static ArmStatistics Statistics(ArmCounts counts) => new()
    {
        Requests = counts.Requests + counts.Errors,
        Errors = counts.Errors,
        Latency = Binned(LatencyEdges, counts.Latency),
        Predictions = Binned(PredictionEdges, counts.Predictions),
    };

    private static BinnedCounts? Binned(double[] edges, IReadOnlyList<long> counts) =>
        counts.Count == edges.Length + 1 ? new() { Edges = edges, Counts = counts } : null;

    // A look is kept in a history: the empty bins below and above say nothing, and are most of them.
    private static ArmStatistics Trimmed(ArmStatistics arm)
    {
        if (arm.Latency is not { } latency || latency.Total() == 0)
        {
            return arm with { Latency = null };
        }

        var counts = latency.Counts.ToList();
        // The bin before the first stays: its edge says above what the first one's values are.
        var first = Math.Max(0, counts.FindIndex(count => count > 0) - 1);
        var last = Math.Min(counts.FindLastIndex(count => count > 0) + 1, latency.Edges.Count);
        return arm with
        {
            Latency = new() { Edges = [.. latency.Edges.Take(first..last)], Counts = [.. counts.Take(first..last), counts.Skip(last).Sum()] },
        };
    }
}
