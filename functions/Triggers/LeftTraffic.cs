using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Rollout;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Storage;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Triggers;

/// <summary>
/// Gives traffic back that a rollout has left behind: whatever ended it and its run, a version that somebody chose serves, the log says so,
/// and people are told.
/// </summary>
public sealed class LeftTraffic(
    PipelineStore pipelines,
    ModelRegistry models,
    TrafficPlans plans,
    TrafficRouting routing,
    RunManifests manifests,
    ContentStore content,
    DocumentStore documents,
    AuditLog audit,
    TimeProvider time,
    ILogger<LeftTraffic> log
)
{
    [Function(nameof(LeftTraffic))]
    public async Task RunAsync(
        [TimerTrigger("15 */5 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        _ = timer;
        foreach (var deployment in await pipelines.ListAsync(cancellation))
        {
            var aliases = await models.AliasesAsync(deployment, cancellation);
            if (
                aliases.Challenger is { } challenger
                && await models.FindAsync(deployment, challenger, cancellation) is { } version
                && await IsOverAsync(client, version.RunId, cancellation)
            )
            {
                await GiveBackAsync(client, version, aliases.Champion, cancellation);
            }
        }
    }

    // A run that lives settles for itself, and so does what ends it.
    private static async Task<bool> IsOverAsync(DurableTaskClient client, string run, CancellationToken cancellation)
    {
        foreach (var id in (string[])[run, ModelRollout.InstanceOf(run), RunCancellation.InstanceOf(run)])
        {
            if (await client.GetInstanceAsync(id, cancellation) is { IsCompleted: false })
            {
                return false;
            }
        }

        return true;
    }

    private async Task GiveBackAsync(DurableTaskClient client, ModelVersion version, int? champion, CancellationToken cancellation)
    {
        var why = $"the rollout of version {version.Version} ended without settling its traffic";
        log.LogWarning("{Deployment}: run {Run}: {Reason}; it is given back now", version.Pipeline, version.RunId, why);
        await new SettleRelease(plans, routing, models, documents, audit, time).RunAsync(
            new()
            {
                RunId = version.RunId,
                Deployment = version.Pipeline,
                Version = version.Version,
                Champion = champion,
                Promote = false,
                Capture = (await plans.FindAsync(version.Pipeline, cancellation))?.Capture ?? 0,
                ChangeId = $"{version.RunId}:restore",
                Reason = why,
            },
            cancellation
        );
        if (
            await manifests.FindAsync(version.RunId, cancellation) is { } run
            && (await content.GetJsonAsync<PipelineDefinition>(run.Definition, cancellation)).Approval.Notify is { Count: > 0 } targets
        )
        {
            var key = RolloutNotices.KeyOf(version.RunId, RolloutNotices.End);
            var notice = new Notice
            {
                Key = key,
                Kind = NoticeKind.TurnedBack,
                RunId = version.RunId,
                Pipeline = version.Pipeline,
                Message = why,
                Evidence = version.Evidence,
                At = time.GetUtcNow(),
                ExpiresAt = time.GetUtcNow(),
            };
            await RunStarter.ScheduleOnceAsync(
                client,
                nameof(PeopleNotification),
                key,
                new NotificationRequest { Notice = notice, Targets = targets },
                cancellation
            );
        }
    }
}
