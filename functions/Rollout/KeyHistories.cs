using ServerlessML.Contracts;
using ServerlessML.Functions.Storage;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout;

/// <summary>What was known of keys before a rollout. Taken once and kept: later looks, and later tries of this one, adjust by the same past.</summary>
public sealed class KeyHistories(DocumentStore documents, OutcomeFiles files, ModelRegistry models)
{
    public async Task<KeyHistory> OfAsync(string deployment, string runId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        var name = StorageLayout.RolloutHistory(deployment, runId);
        if (await documents.ReadAsync<KeyHistory>(StorageLayout.Deployments, name, cancellation) is { } kept)
        {
            return kept.Value;
        }

        var history = await TakeAsync(deployment, from, until, cancellation);
        return await documents.CreateAsync(StorageLayout.Deployments, name, history, cancellation)
            ? history
            : (await documents.ReadAsync<KeyHistory>(StorageLayout.Deployments, name, cancellation))!.Value;
    }

    private async Task<KeyHistory> TakeAsync(string deployment, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        using var copies = await files.CopyAsync(deployment, from, new HashSet<string>(), cancellation);
        SortedDictionary<string, KeyPast> keys = new(StringComparer.Ordinal);
        var outcomes = copies.IsEmpty ? [] : OutcomeJoin.Read(copies.Captures, copies.Feedback, from: from, until: until).Versions;
        var values = await OutcomeValues.OfAsync(models, deployment, outcomes, cancellation);
        foreach (var version in outcomes)
        {
            foreach (var unit in UnitTotals.Of(version, values).Where(unit => unit.HasKey))
            {
                var before = keys.GetValueOrDefault(unit.Unit) ?? new() { Rows = 0, Outcome = 0, Quality = 0 };
                keys[unit.Unit] = new()
                {
                    Rows = before.Rows + unit.Rows, Outcome = before.Outcome + Micro(unit.Outcome), Quality = before.Quality + Micro(unit.Quality),
                };
            }
        }

        return new() { From = from, Until = until, Keys = keys };
    }

    private static long Micro(double value) => (long)Math.Round(value * Moments.Scale);
}
