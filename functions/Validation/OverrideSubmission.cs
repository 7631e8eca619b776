using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Storage;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>
/// Tells a run that waits for it that a person accepts its batch. The word is kept before it is said, so that of two that say it one
/// counts, whatever is killed.
/// </summary>
public sealed class OverrideSubmission(
    RunManifests manifests,
    ContentStore content,
    PipelineStore pipelines,
    DocumentStore documents,
    TimeProvider time
)
{
    /// <param name="client">The orchestrations' client.</param>
    /// <param name="runId">Which run.</param>
    /// <param name="caller">Who says so.</param>
    /// <param name="word">The report that they read, and why.</param>
    /// <param name="id">Names the command: given twice it is one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">It would not count; says why, with the present state.</exception>
    public async Task<ApprovalDecision> SubmitAsync(
        DurableTaskClient client,
        string runId,
        Caller caller,
        (Digest Report, string Reason, bool Baseline) word,
        string id,
        CancellationToken cancellation
    )
    {
        var instance = await RunInstances.FindAsync(client, runId, cancellation);
        var run = await manifests.ShownAsync(runId, cancellation);
        var name = StorageLayout.Order(run.Pipeline, runId, ApprovalAction.Of(DecisionKind.Override));
        var before = (await documents.ReadAsync<OverrideOrder>(StorageLayout.Models, name, cancellation))?.Value;
        // One who was killed after telling the run did not come to note that.
        if (before is not null && (before.Told || run.Override is not null))
        {
            return before.Id == id ? before.Decision : throw Said(run, before.Decision);
        }

        var waiting = instance.IsRunning ? RunInstances.StatusOf(instance)?.Override : null;
        if (waiting is null)
        {
            throw Refused(run, waiting, $"The run '{runId}' does not wait for an override. GET /api/runs/{runId} tells where it stands.");
        }

        var policy = await PolicyAsync(run, waiting, cancellation);
        var decision = Decision(caller, policy, word);
        var terms = new OverrideTerms(policy, waiting.Report, waiting.Until, run.StartedBy, run.StartedById);
        if (OverrideRule.Refusal(terms, decision) is { } refusal)
        {
            throw refusal.Forbidden ? RefusedException.Forbidden(refusal.Reason) : Refused(run, waiting, refusal.Reason);
        }

        var kept = await KeepAsync(name, new() { Id = id, Decision = decision }, cancellation);
        await TellAsync(client, run, name, kept, cancellation);
        return kept.Id == id ? kept.Decision : throw Said(run, kept.Decision);
    }

    // The run's own, and the pipeline's of now: the stricter holds.
    private async Task<OverridePolicy> PolicyAsync(RunManifest run, OverrideProgress waiting, CancellationToken cancellation)
    {
        var own = (await content.GetJsonAsync<PipelineDefinition>(run.Definition, cancellation)).Validation.Override;
        OverridePolicy? now;
        try
        {
            now = (await pipelines.FindAsync(run.Pipeline, cancellation))?.Definition.Validation.Override;
        }
        catch (PipelineFormatException)
        {
            now = own;
        }

        return OverridePolicy.Stricter(own, now)
            ?? throw Refused(
                run,
                waiting,
                $"The definition of '{run.Pipeline}' was changed since the run began, and allows no override now."
            );
    }

    private ApprovalDecision Decision(Caller caller, OverridePolicy policy, (Digest Report, string Reason, bool Baseline) word) =>
        new()
        {
            Evidence = word.Report,
            Approved = false,
            Kind = DecisionKind.Override,
            By = caller.Name,
            ById = caller.ObjectId,
            Role = caller.Roles.FirstOrDefault(policy.Roles.Contains) ?? caller.Roles[0],
            Roles = caller.Roles,
            Comment = word.Reason,
            Baseline = word.Baseline,
            At = time.GetUtcNow(),
        };

    private async Task<OverrideOrder> KeepAsync(string name, OverrideOrder order, CancellationToken cancellation) =>
        await documents.CreateAsync(StorageLayout.Models, name, order, cancellation)
            ? order
            : (await documents.ReadAsync<OverrideOrder>(StorageLayout.Models, name, cancellation))!.Value;

    private async Task TellAsync(
        DurableTaskClient client,
        RunManifest run,
        string name,
        OverrideOrder order,
        CancellationToken cancellation
    )
    {
        if (order.Told)
        {
            return;
        }

        if (
            await client.TryRaiseEventAsync(run.RunId, OverrideRule.OverriddenEvent, order.Decision, cancellation)
            != CommandOutcome.Accepted
        )
        {
            throw Refused(run, null, $"The run '{run.RunId}' has ended and takes no override.");
        }

        await documents.ChangeAsync<OverrideOrder>(
            StorageLayout.Models,
            name,
            known => known!.Told ? known : known with { Told = true },
            cancellation
        );
    }

    private static RefusedException Said(RunManifest run, ApprovalDecision said) =>
        Refused(
            run,
            null,
            $"{said.By} has overridden the batch of run '{run.RunId}' already, at {said.At:yyyy-MM-dd HH:mm:ss}Z ({said.Comment})."
        );

    private static RefusedException Refused(RunManifest run, OverrideProgress? waiting, string reason) =>
        new(Refusal.Conflict, reason)
        {
            More = new Dictionary<string, object>
            {
                ["current"] = new
                {
                    state = run.State,
                    outcome = run.Outcome,
                    report = waiting?.Report ?? run.Validation,
                    until = waiting?.Until ?? run.OverridableUntil,
                    waiting = waiting is not null,
                    overridden = run.Override,
                },
            },
        };
}
