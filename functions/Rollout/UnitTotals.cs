using System.Runtime.InteropServices;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Rollout;

/// <summary>One unit's rows, added up.</summary>
/// <param name="Unit">The hash of its routing key, or its request where that had none.</param>
/// <param name="HasKey">Whether it is a key.</param>
/// <param name="Rows">With a known outcome.</param>
/// <param name="Outcome">Sum of the outcomes.</param>
/// <param name="Quality">Sum of their qualities (<see cref="OutcomeMetric.Quality"/>).</param>
internal readonly record struct UnitTotals(string Unit, bool HasKey, long Rows, double Outcome, double Quality)
{
    /// <summary>Adds up the units' values, in the order in which the units come.</summary>
    public static IReadOnlyList<UnitTotals> Of(VersionOutcomes outcomes, OutcomeValues values)
    {
        Dictionary<(string, bool), int> places = [];
        List<UnitTotals> totals = [];
        for (var row = 0; row < outcomes.Labels.Length; row++)
        {
            var (unit, hasKey) = (outcomes.Units[row], outcomes.HasKey[row]);
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, (unit, hasKey), out var known);
            if (!known)
            {
                place = totals.Count;
                totals.Add(new(unit, hasKey, 0, 0, 0));
            }

            var before = totals[place];
            totals[place] = before with
            {
                Rows = before.Rows + 1,
                Outcome = before.Outcome + OutcomeValues.OutcomeOf(outcomes, row),
                Quality = before.Quality + values.QualityOf(outcomes, row),
            };
        }

        return totals;
    }
}
