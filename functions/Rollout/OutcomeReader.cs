using ServerlessML.Contracts.Monitoring;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Rollout;

/// <summary>Joins what the gateways captured under a plan with the outcomes that came since, into metrics by version.</summary>
public sealed class OutcomeReader(OutcomeLedger ledger, ModelRegistry models)
{
    /// <param name="deployment">Whose.</param>
    /// <param name="revision">Of the plan.</param>
    /// <param name="look">Number of it.</param>
    /// <param name="since">When the plan was made.</param>
    /// <param name="history">To adjust by; null for no adjustment.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyDictionary<int, ArmOutcomes>> ReadAsync(
        string deployment,
        int revision,
        int look,
        DateTimeOffset since,
        KeyCovariates? history,
        CancellationToken cancellation
    )
    {
        using var copies = await ledger.ReadAsync(deployment, revision, look, since, cancellation);
        if (copies.IsEmpty)
        {
            return new Dictionary<int, ArmOutcomes>();
        }

        var outcomes = OutcomeJoin.Read(copies.Captures, copies.Feedback, revision: revision).Versions;
        var values = await OutcomeValues.OfAsync(models, deployment, outcomes, cancellation);
        return outcomes.ToDictionary(version => version.Version, version => Arm(version, values, history));
    }

    private static ArmOutcomes Arm(VersionOutcomes outcomes, OutcomeValues values, KeyCovariates? history)
    {
        var (quality, outcome) = (Moments.None, Moments.None);
        for (var row = 0; row < outcomes.Labels.Length; row++)
        {
            quality = quality.Observe(values.QualityOf(outcomes, row));
            outcome = outcome.Observe(OutcomeValues.OutcomeOf(outcomes, row));
        }

        var (qualities, results, past) = (new UnitSums(), new UnitSums(), history is null ? null : new CovariateOfKeys(history));
        foreach (var unit in UnitTotals.Of(outcomes, values))
        {
            qualities = qualities.Observe(unit.Quality, unit.Rows, past?.Quality(unit));
            results = results.Observe(unit.Outcome, unit.Rows, past?.Outcome(unit));
        }

        return new(
            new SortedDictionary<string, Moments>(StringComparer.Ordinal)
            {
                [OutcomeMetric.Quality] = quality,
                [OutcomeMetric.Outcome] = outcome,
            },
            new SortedDictionary<string, UnitSums>(StringComparer.Ordinal)
            {
                [OutcomeMetric.Quality] = qualities,
                [OutcomeMetric.Outcome] = results,
            }
        );
    }
}
