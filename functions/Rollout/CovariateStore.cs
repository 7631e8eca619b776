using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// The pre-experiment covariates of a rollout's keys. Taken once and kept: later looks, and later tries of this one, adjust by the same
/// past.
/// </summary>
public sealed class CovariateStore(DocumentStore documents, OutcomeFiles files, ModelRegistry models)
{
    /// <summary>One document holds them, and each look reads it: some ten megabytes.</summary>
    private const int MostKeys = 100_000;

    public async Task<KeyCovariates> OfAsync(
        string deployment,
        string runId,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellation
    )
    {
        var name = StorageLayout.RolloutCovariates(deployment, runId);
        if (await documents.ReadAsync<KeyCovariates>(StorageLayout.Deployments, name, cancellation) is { } kept)
        {
            return kept.Value;
        }

        var history = await TakeAsync(deployment, from, until, cancellation);
        return await documents.CreateAsync(StorageLayout.Deployments, name, history, cancellation)
            ? history
            : (await documents.ReadAsync<KeyCovariates>(StorageLayout.Deployments, name, cancellation))!.Value;
    }

    private async Task<KeyCovariates> TakeAsync(
        string deployment,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellation
    )
    {
        using var copies = await files.CopyAsync(deployment, from, new HashSet<string>(), cancellation);
        Dictionary<string, KeyCovariate> keys = new(StringComparer.Ordinal);
        var outcomes = copies.IsEmpty ? [] : OutcomeJoin.Read(copies.Captures, copies.Feedback, from: from, until: until).Versions;
        var values = await OutcomeValues.OfAsync(models, deployment, outcomes, cancellation);
        foreach (var version in outcomes)
        {
            foreach (var unit in UnitTotals.Of(version, values).Where(unit => unit.HasKey))
            {
                KeyCovariate past = new()
                {
                    Rows = unit.Rows,
                    Outcome = Micro(unit.Outcome),
                    Quality = Micro(unit.Quality),
                };
                keys[unit.Unit] = keys.GetValueOrDefault(unit.Unit)?.With(past) ?? past;
            }
        }

        return KeyCovariates.Of(from, until, keys, MostKeys);
    }

    private static long Micro(double value) => (long)Math.Round(value * Moments.Scale);
}
