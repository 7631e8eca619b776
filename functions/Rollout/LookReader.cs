using ServerlessML.Contracts.Monitoring;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Rollout.Counting;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>Reads what was counted for the two arms under one plan, as a look that is not judged yet.</summary>
public sealed class LookReader(IArmCounts counts, OutcomeReader outcomes, CovariateStore histories, TimeProvider time)
{
    public async Task<RolloutLook> ReadAsync(ArmsRequest request, CancellationToken cancellation)
    {
        var counted = await counts.ReadAsync(
            new(request.Deployment, request.Revision, request.StepBegan, [.. new[] { request.Champion, request.Version }.Distinct()]),
            cancellation
        );
        var metrics = request.Outcomes
            ? await outcomes.ReadAsync(
                request.Deployment,
                request.Revision,
                request.Number,
                request.StepBegan,
                await PastAsync(request, cancellation),
                cancellation
            )
            : new Dictionary<int, ArmOutcomes>();
        ArmTally? Tally(int version, Lane lane) => counted.Arms.FirstOrDefault(arm => arm.Version == version && arm.Lane == lane);
        ArmStatistics Arm(int version, Lane lane) =>
            CountedLatency.Trimmed(Tally(version, lane)?.Statistics ?? ArmStatistics.None) with
            {
                Metrics = metrics.GetValueOrDefault(version)?.Metrics ?? ArmStatistics.None.Metrics,
                Units = metrics.GetValueOrDefault(version)?.Units,
            };
        var (second, lane) = Second(request);
        var shadow = request.Phase == RolloutPhase.Shadow ? Tally(second, lane) : null;
        return new()
        {
            Deployment = request.Deployment,
            RunId = request.RunId,
            Number = request.Number,
            Step = request.Step,
            Phase = request.Phase,
            Share = request.Share,
            Revision = request.Revision,
            StepBegan = request.StepBegan,
            At = time.GetUtcNow(),
            Control = Arm(request.Champion, Lane.Live),
            Treated = Arm(second, lane),
            Differences = shadow?.Differences,
            Dropped = request.Phase == RolloutPhase.Shadow ? shadow?.Dropped ?? 0 : null,
            Unavailable = counted.Unavailable,
        };
    }

    private async Task<KeyCovariates?> PastAsync(ArmsRequest request, CancellationToken cancellation) =>
        request is { PastFrom: { } from, PastUntil: { } until }
            ? await histories.OfAsync(request.Deployment, request.RunId, from, until, cancellation)
            : null;

    private static (int Version, Lane Lane) Second(ArmsRequest request) =>
        request.Phase switch
        {
            RolloutPhase.Aa => (request.Champion, Lane.AaControl),
            RolloutPhase.Shadow => (request.Version, Lane.Shadow),
            _ => (request.Version, Lane.Live),
        };
}
