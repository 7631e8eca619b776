using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;
using ServerlessML.Contracts.Validation;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Audit;

/// <summary>Holds an audit log against its own chain and against the runs' manifests.</summary>
public sealed class AuditVerifier(DocumentStore documents, TimeProvider time, AuditSeal? seal = null)
{
    /// <summary>How far two writes of one act can be apart when a host is killed between them and started again.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMinutes(15);

    /// <summary>The pipelines that have a definition or a log.</summary>
    public async Task<IReadOnlyList<string>> PipelinesAsync(CancellationToken cancellation = default)
    {
        SortedSet<string> pipelines = new(StringComparer.Ordinal);
        await foreach (var name in documents.ListAsync(StorageLayout.Audit, "", cancellation))
        {
            pipelines.Add(name.Split('/')[0]);
        }

        await foreach (var name in documents.ListAsync(StorageLayout.Pipelines, "", cancellation))
        {
            pipelines.Add(Path.GetFileNameWithoutExtension(name));
        }

        return [.. pipelines];
    }

    /// <param name="pipeline">Whose log.</param>
    /// <param name="people">Who has a token of this machine; null where nobody can tell.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<AuditReport> VerifyAsync(
        string pipeline,
        IReadOnlyList<KnownToken>? people = null,
        CancellationToken cancellation = default
    )
    {
        // Before the log: what they tell was in it before, or comes within the time that a killed host needs to do so.
        var runs = await RunsAsync(pipeline, cancellation);
        var releases = await ReleasesAsync(pipeline, runs, cancellation);
        var keys =
            pipeline == AuditLog.Gateway
                ? await documents.ReadAsync<GatewayKeys>(StorageLayout.Deployments, StorageLayout.GatewayKeys, cancellation)
                : null;
        var definition = pipeline is AuditLog.Gateway or AuditLog.People
            ? null
            : await documents.ReadBytesAsync(StorageLayout.Pipelines, StorageLayout.Pipeline(pipeline), cancellation);
        var promised = definition is null ? null : await PromisedAsync(pipeline, cancellation);
        var chain = new AuditChain(documents, seal ?? AuditSeal.None, pipeline);
        await chain.ReadAsync(cancellation);
        var (entries, problems) = (chain.Entries, chain.Problems);
        Compare(runs, entries, problems);
        problems.AddRange(
            from release in releases.Audited
            where !entries.ContainsKey(release.Key)
            select $"plan revision {release.Plan.Revision} of {release.Plan.UpdatedAt:yyyy-MM-dd HH:mm:ss}Z by {release.Plan.By} "
                + $"('{release.Plan.Reason}') is a release that the log does not have"
        );
        var claims = new AuditClaims(pipeline, entries.Values.OrderBy(entry => entry.Sequence).ToList());
        problems.AddRange(claims.OfRuns(runs, time.GetUtcNow() - Between));
        problems.AddRange(claims.OfReleases(releases.Changes));
        problems.AddRange(
            claims.OfSchema(
                (await documents.ReadAsync<DataSchema>(StorageLayout.Models, StorageLayout.Schema(pipeline), cancellation))?.Value,
                time.GetUtcNow() - Between
            )
        );
        problems.AddRange(claims.OfKeys(keys?.Value.Keys ?? [], time.GetUtcNow() - Between));
        problems.AddRange(claims.OfOrders(runs, time.GetUtcNow() - Between));
        List<string> notChecked = [.. claims.OfDefinition(definition, promised, problems)];
        if (pipeline == AuditLog.People)
        {
            problems.AddRange(claims.OfPeople(people ?? [], people is null ? DateTimeOffset.MinValue : time.GetUtcNow() - Between));
            notChecked.AddRange(people is null ? ["whose tokens there are: the data directory is another's"] : []);
        }

        if (entries.Count > 0 && seal is not { HasKey: true })
        {
            notChecked.Add($"whether this system wrote the entries: there is no {AuditSeal.FileName} here, and no Audit__Key");
        }
        else if (chain.UnsealedUntil > 0)
        {
            notChecked.Add($"whether this system wrote entries 1 to {chain.UnsealedUntil}: they are from before there was a key");
        }

        return new(pipeline, chain.Whole, problems, notChecked);
    }

    // A log cut off at its end, or written anew, is whole in itself; the manifests were written at the same time.
    private void Compare(IReadOnlyList<RunManifest> runs, IReadOnlyDictionary<string, AuditEntry> entries, List<string> problems)
    {
        var bySequence = entries.Values.GroupBy(entry => entry.Sequence).ToDictionary(same => same.Key, same => same.First());
        HashSet<long> marked = [];
        foreach (var manifest in runs)
        {
            if (manifest.State == RunState.Cancelled && !entries.ContainsKey($"{manifest.RunId}:cancel"))
            {
                problems.Add($"run {manifest.RunId} was {manifest.Outcome}, which the log does not have");
            }

            foreach (var decision in manifest.Decisions.Where(decision => decision.Audit is not null))
            {
                marked.Add(decision.Audit!.Sequence);
                if (bySequence.GetValueOrDefault(decision.Audit.Sequence)?.Hash != decision.Audit.Hash)
                {
                    problems.Add(
                        $"run {manifest.RunId} has '{ApprovalAction.Of(decision.What)}' by {decision.By} of "
                            + $"{decision.At:yyyy-MM-dd HH:mm:ss}Z as entry {decision.Audit.Sequence}, which the log does not have"
                    );
                }
            }

            problems.AddRange(
                from step in manifest.Steps
                where IsAudited(step.Key) && !entries.ContainsKey($"{manifest.RunId}:{step.Key}")
                select $"run {manifest.RunId} has '{step.Key}', which the log does not have"
            );
        }

        var known = runs.ToDictionary(run => run.RunId);
        problems.AddRange(
            from entry in entries.Values
            where
                AuditClaims.IsDecision(entry)
                && !marked.Contains(entry.Sequence)
                && known.TryGetValue(entry.RunId ?? "", out var run)
                && !IsUnderWay(entry, run)
            select $"entry {entry.Sequence} has '{entry.Action}' by {entry.Who}, which the manifest of run {entry.RunId} does not have"
        );
    }

    // Of a definition that was just changed: its host, or the timer after it, is about to write it.
    private async Task<AuditEvent?> PromisedAsync(string pipeline, CancellationToken cancellation)
    {
        try
        {
            var marks = await documents.MetadataAsync(StorageLayout.Pipelines, StorageLayout.Pipeline(pipeline), cancellation);
            return
                marks?.TryGetValue(PipelineStore.ChangeMark, out var mark) == true
                && Digest.TryParse(mark, out var digest)
                && (await documents.ReadAsync<AuditEvent>(StorageLayout.Cas, digest.Hex, cancellation))?.Value is { } what
                && (seal is not { HasKey: true } || seal.Holds(what))
                && time.GetUtcNow() - what.At < Between
                ? what
                : null;
        }
        catch (InvalidDataException)
        {
            // Something else was put there; it promises nothing, and must not hide what is wrong.
            return null;
        }
    }

    // The manifest comes after the log; a run that was cancelled between the two does not write it any more.
    private bool IsUnderWay(AuditEntry entry, RunManifest run) =>
        run.EndedAt is { } end
            ? run.State == RunState.Cancelled && (end - entry.Written).Duration() < Between
            : time.GetUtcNow() - entry.Written < Between;

    private async Task<IReadOnlyList<RunManifest>> RunsAsync(string pipeline, CancellationToken cancellation)
    {
        List<RunManifest> runs = [];
        await foreach (var name in documents.ListAsync(StorageLayout.Runs, $"{pipeline}-", cancellation))
        {
            if (
                name.EndsWith("/manifest.json", StringComparison.Ordinal)
                && (await documents.ReadAsync<RunManifest>(StorageLayout.Runs, name, cancellation))?.Value is { } manifest
                && manifest.Pipeline == pipeline
            )
            {
                runs.Add(manifest);
            }
        }

        return runs;
    }

    // Every revision of a plan is kept, and names the change that made it. A run that has not ended may not have come to its entry yet, nor
    // has a rollback of just now.
    private async Task<(List<(string Key, TrafficPlan Plan)> Audited, HashSet<string> Changes)> ReleasesAsync(
        string pipeline,
        IReadOnlyList<RunManifest> runs,
        CancellationToken cancellation
    )
    {
        var ended = runs.Where(run => run.EndedAt is not null).Select(run => run.RunId).ToHashSet();
        List<(string, TrafficPlan)> releases = [];
        HashSet<string> changes = new(StringComparer.Ordinal);
        await foreach (var name in documents.ListAsync(StorageLayout.Deployments, StorageLayout.PlanRevisions(pipeline), cancellation))
        {
            if ((await documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, name, cancellation))?.Value is not { } plan)
            {
                continue;
            }

            var change = plan.ChangeId;
            changes.Add(change);
            if (change.StartsWith("rollback:", StringComparison.Ordinal))
            {
                if (time.GetUtcNow() - plan.UpdatedAt >= Between)
                {
                    releases.Add(($"{pipeline}:{change}", plan));
                }
            }
            else if (
                ended.Contains(plan.By)
                && (change == $"{plan.By}:{ApprovalAction.Promote}" || change == $"{plan.By}:{ApprovalAction.Restore}")
            )
            {
                releases.Add((change, plan));
            }
        }

        return (releases, changes);
    }

    private static bool IsAudited(string step) =>
        new[] { ApprovalAction.Remind, ApprovalAction.Escalate, ApprovalAction.Expire }.Any(action =>
            step.StartsWith($"{action}:", StringComparison.Ordinal)
        );
}
