using System.Text;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Functions.Audit;

/// <summary>Holds what entries tell against the documents that they tell of.</summary>
internal sealed class AuditClaims(string pipeline, IReadOnlyList<AuditEntry> entries)
{
    public static bool IsDecision(AuditEntry entry) => Enum.GetValues<DecisionKind>().Any(kind => ApprovalAction.Of(kind) == entry.Action);

    /// <param name="runs">The pipeline's.</param>
    /// <param name="before">A run that was cancelled later may not have its manifest yet.</param>
    public IEnumerable<string> OfRuns(IReadOnlyList<RunManifest> runs, DateTimeOffset before)
    {
        var known = runs.ToDictionary(run => run.RunId, StringComparer.Ordinal);
        return entries
            .Where(entry => IsDecision(entry) || (entry.Action == ApprovalAction.Cancel && entry.Written < before))
            .Where(entry => entry.RunId is not null)
            .Select(entry =>
                !known.TryGetValue(entry.RunId!, out var run) ? Told(entry, $"about the run {entry.RunId}, which has no manifest")
                : entry.Action == ApprovalAction.Cancel && run.EndedAt is not null && run.State != RunState.Cancelled
                    ? Told(entry, $"about the run {run.RunId}, which is {run.State}")
                : null
            )
            .OfType<string>();
    }

    /// <param name="schema">The pipeline's; null where it has none.</param>
    /// <param name="before">A change that was made later may not be in the log yet.</param>
    public IEnumerable<string> OfSchema(DataSchema? schema, DateTimeOffset before)
    {
        var told = entries.Where(entry => entry.Action == ApprovalAction.Schema).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var change in schema?.Changes.Where(change => change.Id is not null) ?? [])
        {
            if (!told.Remove(SchemaAcceptance.KeyOf(pipeline, change.Version)) && change.At < before)
            {
                yield return $"version {change.Version} of the schema, by {change.By} of {change.At:yyyy-MM-dd HH:mm:ss}Z "
                    + $"({change.Reason}), is a change that the log does not have";
            }
        }

        // Older changes are no longer in the document.
        var first = schema?.Changes is [var oldest, ..] ? oldest.At : DateTimeOffset.MinValue;
        foreach (var entry in told.Values.Where(entry => entry.At >= first))
        {
            yield return Told(entry, "which the schema does not have");
        }
    }

    /// <param name="changes">The changes of every revision of the plan.</param>
    public IEnumerable<string> OfReleases(IReadOnlySet<string> changes) =>
        from entry in entries
        where
            entry.Action is ApprovalAction.Promote or ApprovalAction.Rollback
            && !changes.Contains(entry.Key)
            && !(entry.Key.StartsWith($"{pipeline}:", StringComparison.Ordinal) && changes.Contains(entry.Key[(pipeline.Length + 1)..]))
        select Told(entry, "which no revision of the traffic plan has");

    /// <param name="keys">The gateway's.</param>
    /// <param name="before">A key that was made later may not be in the log yet.</param>
    public IEnumerable<string> OfKeys(IReadOnlyList<GatewayKey> keys, DateTimeOffset before)
    {
        var last = entries
            .Where(entry => entry.Action is ApprovalAction.MakeKey or ApprovalAction.RemoveKey)
            .GroupBy(entry => entry.Key.Split(':')[1], StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);
        foreach (var key in keys)
        {
            var known = last.GetValueOrDefault(key.Name);
            // Without any entry it may be from before keys were in the log.
            if (
                known is not null
                && key.Since < before
                && (known.Action != ApprovalAction.MakeKey || known.Key != KeyOf(ApprovalAction.MakeKey, key.Name, key.Since))
            )
            {
                yield return $"the gateway's key '{key.Name}' of {key.Since:yyyy-MM-dd HH:mm:ss}Z is none that the log tells of";
            }
        }

        foreach (var (name, entry) in last)
        {
            if (entry.Action == ApprovalAction.MakeKey && entry.Written < before && keys.All(key => key.Name != name))
            {
                yield return Told(entry, $"of the gateway's key '{name}', which is not there");
            }
        }
    }

    /// <returns>What could not be checked.</returns>
    public IEnumerable<string> OfDefinition(byte[]? stored, List<string> problems)
    {
        var last = entries.LastOrDefault(entry => entry.Action is ApprovalAction.Define or ApprovalAction.Policy);
        if (stored is null || last is null)
        {
            return stored is null ? [] : ["who put the pipeline's definition: it is from before definitions were in the log"];
        }

        try
        {
            var digest = PipelineYaml.Parse(Encoding.UTF8.GetString(stored)).Digest();
            if (digest != last.Evidence)
            {
                problems.Add(
                    $"the pipeline's definition is {digest}, but the last that the log tells of (entry {last.Sequence}, by {last.Who}) is "
                        + $"{last.Evidence}"
                );
            }

            return [];
        }
        catch (PipelineFormatException)
        {
            return ["whether the pipeline's definition is the one that the log tells of: it cannot be read"];
        }
    }

    /// <summary>Names one making, or removal, of a gateway's key.</summary>
    public static string KeyOf(string action, string name, DateTimeOffset at) => $"{action}:{name}:{at.UtcDateTime:O}";

    private static string Told(AuditEntry entry, string what) =>
        $"entry {entry.Sequence} has '{entry.Action}' by {entry.Who} of {entry.At:yyyy-MM-dd HH:mm:ss}Z, {what}";
}
