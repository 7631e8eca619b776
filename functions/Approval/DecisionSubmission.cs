using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Instances;
using ServerlessML.Storage;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval;

/// <summary>Submits people's decisions to the run that waits for them, and refuses at once what the run would refuse.</summary>
public sealed class DecisionSubmission(RunManifests manifests, ContentStore content, TimeProvider time)
{
    /// <exception cref="RefusedException">There is no such run.</exception>
    public async Task<ApprovalCase> OpenAsync(DurableTaskClient client, string runId, CancellationToken cancellation)
    {
        var manifest = await manifests.ShownAsync(runId, cancellation);
        var instance = await client.GetInstanceAsync(runId, getInputsAndOutputs: true, cancellation);
        var status = instance is { IsRunning: true } && RunInstances.IsRun(instance) ? RunInstances.StatusOf(instance) : null;
        var waits = status is { Stage: Stage.Approval, Evidence: not null };
        return new()
        {
            Manifest = manifest,
            Policy = await PolicyAsync(manifest, cancellation),
            Waiting = waits ? status!.Evidence : null,
            Progress = waits ? status!.Approval : null,
            Now = time.GetUtcNow(),
        };
    }

    /// <param name="client">The orchestrations' client.</param>
    /// <param name="runId">Which run.</param>
    /// <param name="caller">Who decides.</param>
    /// <param name="evidence">What they read; null where that does not matter.</param>
    /// <param name="decide">Makes the decision; who, when and about what are filled in here.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">It would not count; says why.</exception>
    public async Task<ApprovalDecision> DecideAsync(
        DurableTaskClient client,
        string runId,
        Caller caller,
        Digest? evidence,
        Func<ApprovalDecision, ApprovalDecision> decide,
        CancellationToken cancellation
    )
    {
        await RunInstances.FindAsync(client, runId, cancellation);
        var known = await OpenAsync(client, runId, cancellation);
        if (known.Waiting is not { } current)
        {
            throw RefusedException.Conflict(
                $"The run '{runId}' does not wait for an approval. GET /api/runs/{runId} tells where it stands."
            );
        }

        var decision = decide(Blank(known, caller, current));
        if (known.Refusal(decision) is { } refusal)
        {
            throw refusal.Forbidden ? RefusedException.Forbidden(refusal.Reason) : RefusedException.Conflict(refusal.Reason);
        }

        if (evidence is { } signed && signed != current)
        {
            throw await OtherEvidenceAsync(runId, signed, current, cancellation);
        }

        return await client.TryRaiseEventAsync(runId, ApprovalRule.DecidedEvent, decision, cancellation) == CommandOutcome.Accepted
            ? decision
            : throw RefusedException.Conflict($"The run '{runId}' has ended and takes no decisions.");
    }

    // Where no approval is needed, one is after all once the gate has asked.
    private async Task<ApprovalPolicy> PolicyAsync(RunManifest manifest, CancellationToken cancellation)
    {
        var evidence = manifest.Evidence is { } digest ? await content.GetJsonAsync<Evidence>(digest, cancellation) : null;
        var policy = evidence?.Evaluation.Policy
            ?? (await content.GetJsonAsync<PipelineDefinition>(manifest.Definition, cancellation)).Approval;
        return evidence?.Verdict.Outcome == VerdictOutcome.Ask ? policy.Asked() : policy;
    }

    private static ApprovalDecision Blank(ApprovalCase known, Caller caller, Digest current) =>
        new()
        {
            Evidence = current,
            Approved = false,
            By = caller.Name,
            ById = caller.ObjectId,
            Role = caller.Roles.FirstOrDefault(known.Terms.Signing.Contains) ?? caller.Roles[0],
            Roles = caller.Roles,
            At = known.Now,
        };

    private async Task<RefusedException> OtherEvidenceAsync(string runId, Digest signed, Digest current, CancellationToken cancellation)
    {
        var more = new Dictionary<string, object> { ["current"] = current, ["signed"] = signed };
        if (await EvidenceOfAsync(runId, signed, cancellation) is { } before)
        {
            more["difference"] = EvidenceDifference.Between(before, await content.GetAsync(current, cancellation));
        }

        return new(Refusal.Conflict, $"You signed for {signed}, but the evidence is now {current}. Read it before you decide.")
        {
            Title = "Other evidence",
            More = more,
        };
    }

    // Whatever else is in the store is not shown: the caller names a digest, not a document that they may read.
    private async Task<byte[]?> EvidenceOfAsync(string runId, Digest digest, CancellationToken cancellation)
    {
        if (!await content.ExistsAsync(digest, cancellation))
        {
            return null;
        }

        var bytes = await content.GetAsync(digest, cancellation);
        try
        {
            return CanonicalJson.Deserialize<Evidence>(bytes).RunId == runId ? bytes : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
