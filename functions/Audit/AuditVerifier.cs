using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Runs;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Audit;

/// <summary>Holds an audit log against its own chain and against the runs' manifests.</summary>
public sealed class AuditVerifier(DocumentStore documents, TimeProvider time)
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

    public async Task<AuditReport> VerifyAsync(string pipeline, CancellationToken cancellation = default)
    {
        // Before the log: what they tell was in it before, or comes within the time that a killed host needs to do so.
        var runs = await RunsAsync(pipeline, cancellation);
        var releases = await ReleasesAsync(pipeline, runs, cancellation);
        Dictionary<string, AuditEntry> entries = [];
        AuditEntry? last = null;
        string? broken = null;
        await foreach (var name in documents.ListAsync(StorageLayout.Audit, $"{pipeline}/", cancellation))
        {
            var expected = StorageLayout.AuditEntry(pipeline, (last?.Sequence ?? 0) + 1);
            broken = name == expected ? null : $"{expected} is missing; the next entry is {name}";
            if (broken is not null)
            {
                break;
            }

            var bytes = await documents.ReadBytesAsync(StorageLayout.Audit, name, cancellation)
                ?? throw new InvalidDataException($"{name} was deleted during the verification.");
            (var entry, broken) = Check(pipeline, name, bytes, last, entries);
            if (entry is null || broken is not null)
            {
                break;
            }

            entries[entry.Key] = last = entry;
        }

        List<string> problems = broken is null ? [] : [broken];
        Compare(runs, entries, broken is null, problems);
        problems.AddRange(
            from release in releases
            where !entries.ContainsKey(release.Key)
            select $"plan revision {release.Plan.Revision} of {release.Plan.UpdatedAt:yyyy-MM-dd HH:mm:ss}Z by {release.Plan.By} "
                + $"('{release.Plan.Reason}') is a release that the log does not have"
        );
        return new(pipeline, last?.Sequence ?? 0, problems);
    }

    private static (AuditEntry? Entry, string? Problem) Check(
        string pipeline,
        string name,
        byte[] bytes,
        AuditEntry? last,
        Dictionary<string, AuditEntry> known
    )
    {
        JsonObject document;
        AuditEntry entry;
        try
        {
            document = JsonNode.Parse(bytes)!.AsObject();
            entry = CanonicalJson.Deserialize<AuditEntry>(bytes);
            if (!CanonicalJson.Serialize(document).AsSpan().SequenceEqual(bytes))
            {
                return (null, $"{name} is not in canonical form: another program wrote it");
            }
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or ArgumentException or FormatException or NullReferenceException)
        {
            return (null, $"{name} is not an entry: {e.Message}");
        }

        // Of the document as it lies there: a member that this version does not know is part of it.
        document.Remove("hash");
        var problem =
            entry.Hash != Digest.Of(CanonicalJson.Serialize(document)) ? "its hash is not that of its content: it was changed"
            : entry.Sequence != (last?.Sequence ?? 0) + 1 || entry.Pipeline != pipeline
                ? $"it is entry {entry.Sequence} of '{entry.Pipeline}': it was moved here"
            : entry.Previous != last?.Hash ? "it does not follow the entry before it: one of the two was replaced"
            : last is not null && entry.Written < last.Written ? "it was written before the entry before it"
            : known.ContainsKey(entry.Key) ? $"it tells of '{entry.Key}' a second time"
            : null;
        return (entry, problem is null ? null : $"{name}: {problem}");
    }

    // A log cut off at its end, or written anew, is whole in itself; the manifests were written at the same time.
    private void Compare(IReadOnlyList<RunManifest> runs, Dictionary<string, AuditEntry> entries, bool whole, List<string> problems)
    {
        var bySequence = entries.Values.ToDictionary(entry => entry.Sequence);
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

        if (whole)
        {
            var known = runs.ToDictionary(run => run.RunId);
            problems.AddRange(
                from entry in entries.Values
                where
                    Enum.GetValues<DecisionKind>().Any(kind => ApprovalAction.Of(kind) == entry.Action)
                    && !marked.Contains(entry.Sequence)
                    && known.TryGetValue(entry.RunId ?? "", out var run)
                    && !IsUnderWay(entry, run)
                select $"entry {entry.Sequence} has '{entry.Action}' by {entry.Who}, which the manifest of run {entry.RunId} does not have"
            );
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
    private async Task<IReadOnlyList<(string Key, TrafficPlan Plan)>> ReleasesAsync(
        string pipeline,
        IReadOnlyList<RunManifest> runs,
        CancellationToken cancellation
    )
    {
        var ended = runs.Where(run => run.EndedAt is not null).Select(run => run.RunId).ToHashSet();
        List<(string, TrafficPlan)> releases = [];
        await foreach (var name in documents.ListAsync(StorageLayout.Deployments, StorageLayout.PlanRevisions(pipeline), cancellation))
        {
            if ((await documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, name, cancellation))?.Value is not { } plan)
            {
                continue;
            }

            var change = plan.ChangeId;
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

        return releases;
    }

    private static bool IsAudited(string step) =>
        new[] { ApprovalAction.Remind, ApprovalAction.Escalate, ApprovalAction.Expire }.Any(action =>
            step.StartsWith($"{action}:", StringComparison.Ordinal)
        );
}
