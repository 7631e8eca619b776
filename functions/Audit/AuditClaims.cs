using System.Text;
using System.Text.RegularExpressions;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Functions.Audit;

/// <summary>Holds what entries tell against the documents that they tell of.</summary>
internal sealed partial class AuditClaims(string pipeline, IReadOnlyList<AuditEntry> entries)
{
    private static readonly string[] Orders = [ApprovalAction.Pause, ApprovalAction.Resume, ApprovalAction.Skip, ApprovalAction.Abort];

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

    /// <summary>What people told rollouts: each has its line in its run's manifest, and each line its entry.</summary>
    /// <param name="runs">The pipeline's.</param>
    /// <param name="before">What was written later may not have its line yet.</param>
    public IEnumerable<string> OfOrders(IReadOnlyList<RunManifest> runs, DateTimeOffset before)
    {
        var lines = runs.SelectMany(run => run.Steps.Select(step => (run, step)))
            .Where(line => OrderLine().IsMatch(line.step.Key))
            .GroupBy(line => EntryOf(line.run.RunId, line.step.Key), StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First().step.What, StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => Orders.Contains(entry.Action) && entry.Written < before))
        {
            if (!lines.TryGetValue(entry.Key, out var what))
            {
                yield return Told(entry, $"which the manifest of run {entry.RunId} does not have");
            }
            else if (!what.StartsWith($"{entry.Action} by {entry.Who}", StringComparison.OrdinalIgnoreCase))
            {
                yield return Told(entry, $"but the manifest of run {entry.RunId} says '{what}'");
            }
        }

        var known = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, what) in lines.Where(line => !known.Contains(line.Key)))
        {
            yield return $"run {key[..key.IndexOf(':', StringComparison.Ordinal)]} has '{what}', which the log does not have";
        }
    }

    /// <param name="people">Who has a token of this machine.</param>
    /// <param name="before">A token that was made or revoked later may not be in the log yet.</param>
    public IEnumerable<string> OfPeople(IReadOnlyList<KnownToken> people, DateTimeOffset before)
    {
        var last = LastTokens(entries);
        foreach (var person in people.Where(person => person.Since < before))
        {
            if (last.GetValueOrDefault(person.Name)?.Key != person.Key)
            {
                yield return $"the token of '{person.Name}' ({string.Join(", ", person.Roles)}) of {person.Since:yyyy-MM-dd HH:mm:ss}Z is "
                    + "none that the log tells of";
            }
        }

        foreach (var (name, entry) in last)
        {
            if (entry.Action == ApprovalAction.MakeToken && entry.Written < before && people.All(person => person.Name != name))
            {
                yield return Told(entry, $"of the token of '{name}', which is not there");
            }
        }
    }

    /// <summary>The last word of the log on each person's token.</summary>
    public static Dictionary<string, AuditEntry> LastTokens(IEnumerable<AuditEntry> entries) =>
        entries
            .Where(entry => entry.Action is ApprovalAction.MakeToken or ApprovalAction.RevokeToken)
            .GroupBy(entry => entry.Key.Split(':')[1], StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);

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

    /// <param name="stored">The definition's text; null where there is none.</param>
    /// <param name="promised">What is about to be written of it; null for nothing.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>What could not be checked.</returns>
    public IEnumerable<string> OfDefinition(byte[]? stored, AuditEvent? promised, List<string> problems)
    {
        var last = entries.LastOrDefault(entry => entry.Action is ApprovalAction.Define or ApprovalAction.Policy);
        if (stored is null || last is null)
        {
            return stored is null ? [] : ["who put the pipeline's definition: it is from before definitions were in the log"];
        }

        try
        {
            var digest = PipelineYaml.Parse(Encoding.UTF8.GetString(stored)).Digest();
            if (digest != last.Evidence && digest != promised?.Evidence)
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

    private static string EntryOf(string runId, string step) => $"{runId}:order:{OrderLine().Match(step).Groups["id"].Value}";

    // Words from before they were in the log have a time in the place of an id.
    [GeneratedRegex(@"\Aorder-(PAUSE|RESUME|SKIP|ABORT)-(?!\d{17}\z)(?<id>.+)\z")]
    private static partial Regex OrderLine();
}
