using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Audit;

/// <summary>Holds an audit log against its own chain and against the runs' manifests.</summary>
public sealed class AuditVerifier(DocumentStore documents)
{
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
        Dictionary<string, AuditEntry> entries = [];
        AuditEntry? last = null;
        string? broken = null;
        await foreach (var name in documents.ListAsync(StorageLayout.Audit, $"{pipeline}/", cancellation))
        {
            var expected = StorageLayout.AuditEntry(pipeline, (last?.Sequence ?? 0) + 1);
            broken = name == expected ? null : $"{expected} is missing: {name} comes in its place";
            if (broken is not null)
            {
                break;
            }

            var bytes = await documents.ReadBytesAsync(StorageLayout.Audit, name, cancellation) ?? throw new InvalidDataException($"{name} went away meanwhile.");
            (var entry, broken) = Check(pipeline, name, bytes, last, entries);
            if (entry is null || broken is not null)
            {
                break;
            }

            entries[entry.Key] = last = entry;
        }

        List<string> problems = broken is null ? [] : [broken];
        await CompareAsync(pipeline, entries, broken is null, problems, cancellation);
        return new(pipeline, last?.Sequence ?? 0, problems);
    }

    private static (AuditEntry? Entry, string? Problem) Check(string pipeline, string name, byte[] bytes, AuditEntry? last, Dictionary<string, AuditEntry> known)
    {
        JsonObject document;
        AuditEntry entry;
        try
        {
            document = JsonNode.Parse(bytes)!.AsObject();
            entry = CanonicalJson.Deserialize<AuditEntry>(bytes);
            if (!CanonicalJson.Serialize(document).AsSpan().SequenceEqual(bytes))
            {
                return (null, $"{name} is not in canonical form: it was written by something else");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException or NullReferenceException)
        {
            return (null, $"{name} is not an entry: {e.Message}");
        }

        // Of the document as it lies there: a member that this version does not know is part of it.
        document.Remove("hash");
        var problem =
            entry.Hash != Digest.Of(CanonicalJson.Serialize(document)) ? "its hash is not that of its content: it was changed"
            : entry.Sequence != (last?.Sequence ?? 0) + 1 || entry.Pipeline != pipeline ? $"it is entry {entry.Sequence} of '{entry.Pipeline}': it was moved here"
            : entry.Previous != last?.Hash ? "it does not follow the entry before it: one of the two was exchanged"
            : last is not null && entry.Written < last.Written ? "it was written before the entry before it"
            : known.ContainsKey(entry.Key) ? $"it tells of '{entry.Key}' a second time"
            : null;
        return (entry, problem is null ? null : $"{name}: {problem}");
    }

    // A log cut off at its end, or written anew, is whole in itself; the manifests were written at the same time.
    private async Task CompareAsync(string pipeline, Dictionary<string, AuditEntry> entries, bool whole, List<string> problems, CancellationToken cancellation)
    {
        var bySequence = entries.Values.ToDictionary(entry => entry.Sequence);
        HashSet<long> marked = [];
        HashSet<string> runs = [], ended = [];
        await foreach (var name in documents.ListAsync(StorageLayout.Runs, $"{pipeline}-", cancellation))
        {
            if (!name.EndsWith("/manifest.json", StringComparison.Ordinal)
                || (await documents.ReadAsync<RunManifest>(StorageLayout.Runs, name, cancellation))?.Value is not { } manifest || manifest.Pipeline != pipeline)
            {
                continue;
            }

            runs.Add(manifest.RunId);
            if (manifest.EndedAt is not null)
            {
                ended.Add(manifest.RunId);
            }

            if (manifest.State == RunState.Cancelled && !entries.ContainsKey($"{manifest.RunId}:cancel"))
            {
                problems.Add($"run {manifest.RunId} was {manifest.Outcome}, which the log does not have");
            }

            foreach (var decision in manifest.Decisions.Where(decision => decision.Audit is not null))
            {
                marked.Add(decision.Audit!.Sequence);
                if (bySequence.GetValueOrDefault(decision.Audit.Sequence)?.Hash != decision.Audit.Hash)
                {
                    problems.Add($"run {manifest.RunId} has '{ApprovalAction.Of(decision.What)}' by {decision.By} of {decision.At:yyyy-MM-dd HH:mm:ss}Z as entry {decision.Audit.Sequence}, which the log does not have");
                }
            }

            problems.AddRange(
                from step in manifest.Steps
                where IsAudited(step.Key) && !entries.ContainsKey($"{manifest.RunId}:{step.Key}")
                select $"run {manifest.RunId} has '{step.Key}', which the log does not have");
        }

        problems.AddRange(await MissingReleasesAsync(pipeline, entries, ended, cancellation));
        if (whole)
        {
            problems.AddRange(
                from entry in entries.Values
                where Enum.GetValues<DecisionKind>().Any(kind => ApprovalAction.Of(kind) == entry.Action) && runs.Contains(entry.RunId ?? "") && !marked.Contains(entry.Sequence)
                select $"entry {entry.Sequence} has '{entry.Action}' by {entry.Who}, of which run {entry.RunId} knows nothing");
        }
    }

    // Every revision of a plan is kept, and names the change that made it. A run that has not ended may not have come to its entry yet.
    private async Task<IReadOnlyList<string>> MissingReleasesAsync(
        string pipeline, Dictionary<string, AuditEntry> entries, HashSet<string> ended, CancellationToken cancellation)
    {
        List<string> missing = [];
        await foreach (var name in documents.ListAsync(StorageLayout.Deployments, StorageLayout.PlanRevisions(pipeline), cancellation))
        {
            if ((await documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, name, cancellation))?.Value is not { } plan)
            {
                continue;
            }

            var change = plan.ChangeId;
            var key = change.StartsWith("rollback:", StringComparison.Ordinal) ? $"{pipeline}:{change}"
                : ended.Contains(plan.By) && (change == $"{plan.By}:{ApprovalAction.Promote}" || change == $"{plan.By}:{ApprovalAction.Restore}") ? change
                : null;
            if (key is not null && !entries.ContainsKey(key))
            {
                missing.Add($"plan revision {plan.Revision} of {plan.UpdatedAt:yyyy-MM-dd HH:mm:ss}Z by {plan.By} ('{plan.Reason}') is a release that the log does not have");
            }
        }

        return missing;
    }

    private static bool IsAudited(string step) =>
        new[] { ApprovalAction.Remind, ApprovalAction.Escalate, ApprovalAction.Expire }.Any(action => step.StartsWith($"{action}:", StringComparison.Ordinal));
}
