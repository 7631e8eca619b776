using ServerlessML.Contracts;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Rollout;

/// <summary>Joins what the gateways captured under a plan with the outcomes that came since, into metrics by version.</summary>
public sealed class OutcomeReader(OutcomeLedger ledger)
{
    /// <param name="deployment">Whose.</param>
    /// <param name="revision">Of the plan.</param>
    /// <param name="look">Number of it.</param>
    /// <param name="since">When the plan was made.</param>
    /// <param name="history">To adjust by; null for no adjustment.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyDictionary<int, ArmOutcomes>> ReadAsync(
        string deployment, int revision, int look, DateTimeOffset since, KeyHistory? history, CancellationToken cancellation)
    {
        using var copies = await ledger.ReadAsync(deployment, revision, look, since, cancellation);
        return copies.IsEmpty
            ? new Dictionary<int, ArmOutcomes>()
            : OutcomeJoin.Read(copies.Captures, copies.Feedback, revision: revision).Versions.ToDictionary(version => version.Version, version => Arm(version, history));
    }

    private static ArmOutcomes Arm(VersionOutcomes outcomes, KeyHistory? history)
    {
        var (quality, outcome) = (Moments.None, Moments.None);
        foreach (var (label, probability) in outcomes.Labels.Zip(outcomes.Probabilities))
        {
            quality = quality.Observe(UnitTotals.QualityOf(label, probability));
            outcome = outcome.Observe(label);
        }

        var (qualities, results, past) = (new UnitSums(), new UnitSums(), history is null ? null : new PastOfKeys(history));
        foreach (var unit in UnitTotals.Of(outcomes))
        {
            qualities = qualities.Observe(unit.Quality, unit.Rows, past?.Quality(unit));
            results = results.Observe(unit.Outcome, unit.Rows, past?.Outcome(unit));
        }

        return new(
            new SortedDictionary<string, Moments>(StringComparer.Ordinal) { [OutcomeMetric.Quality] = quality, [OutcomeMetric.Outcome] = outcome },
            new SortedDictionary<string, UnitSums>(StringComparer.Ordinal) { [OutcomeMetric.Quality] = qualities, [OutcomeMetric.Outcome] = results });
    }
}
