using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Ml.Statistics;

/// <summary>
/// Has a data set drifted? Measures by type and size, as Evidently chooses them: tests up to a thousand reference rows, distances beyond,
/// where every test alarms.
/// </summary>
/// <param name="Columns">Columns of the same kind in both, numbers by the reference's quantiles.</param>
/// <param name="Alarm">At least half of them alarm; null where there is nothing to compare.</param>
public sealed record DatasetDrift(IReadOnlyList<DriftFinding> Columns, bool? Alarm)
{
    private const long ManyRows = 1000;

    /// <summary>The chance of a false alarm that tests have.</summary>
    public const double Alpha = 0.05;
    private const double Distance = 0.1;
    private const double LeastDeviation = 0.001;

    public static DatasetDrift Between(DatasetProfile reference, DatasetProfile current)
    {
        var before = reference.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        List<DriftFinding> measured =
        [
            .. current
                .Columns.Where(column => before.TryGetValue(column.Name, out var old) && Drift.Comparable(old, column))
                .Select(column => Measure(before[column.Name], column))
                .OfType<DriftFinding>(),
        ];
        var tested = measured.Where(IsTest).ToList();
        var corrected = MultipleTesting.BenjaminiHochberg([.. tested.Select(finding => finding.Value)]);
        List<DriftFinding> columns =
        [
            .. measured.Select(finding =>
                IsTest(finding) && corrected[tested.IndexOf(finding)] is var chance
                    ? finding with
                    {
                        PValue = chance,
                        Alarm = chance < Alpha,
                    }
                    : finding with
                    {
                        Alarm = finding.Value >= Distance,
                    }
            ),
        ];
        return new(columns, columns.Count == 0 ? null : 2 * columns.Count(finding => finding.Alarm) >= columns.Count);
    }

    private static bool IsTest(DriftFinding finding) =>
        finding.Measure is DriftMeasure.KolmogorovSmirnov or DriftMeasure.ChiSquare or DriftMeasure.Proportions;

    private static DriftFinding? Measure(ColumnProfile reference, ColumnProfile current)
    {
        (reference, current) = Drift.Aligned(reference, current);
        var (old, now) = Drift.Counts(reference, current);
        if (old.Sum() == 0 || now.Sum() == 0)
        {
            return null;
        }

        var numeric = reference.Type != ColumnType.Category;
        var values = old.Zip(now).Count(pair => pair.First + pair.Second > 0);
        var (measure, value) = (old.Sum() <= ManyRows, numeric, values) switch
        {
            (true, true, > 5) => (DriftMeasure.KolmogorovSmirnov, DriftTests.KolmogorovSmirnov(old, now)),
            (true, _, > 2) => (DriftMeasure.ChiSquare, DriftTests.ChiSquare(old, now)),
            (true, _, _) => (DriftMeasure.Proportions, Proportions(old, now)),
            (false, true, _) when current.Count > current.Missing && reference.Count > reference.Missing => (
                DriftMeasure.Wasserstein,
                Wasserstein(reference, current)
            ),
            _ => (DriftMeasure.JensenShannon, Drift.JensenShannon(Drift.Shares(old), Drift.Shares(now))),
        };
        var (effect, size) =
            numeric && current.Count > current.Missing && reference.Count > reference.Missing
                ? (DriftMeasure.Wasserstein, measure == DriftMeasure.Wasserstein ? value : Wasserstein(reference, current))
                : (DriftMeasure.JensenShannon, Drift.JensenShannon(Drift.Shares(old), Drift.Shares(now)));
        return new(reference.Name, measure, value, false) { Effect = size, EffectMeasure = effect };
    }

    private static double Proportions(IReadOnlyList<long> old, IReadOnlyList<long> now)
    {
        var bin = Enumerable.Range(0, old.Count).First(i => old[i] + now[i] > 0);
        return DriftTests.Proportions(old[bin], old.Sum(), now[bin], now.Sum());
    }

    /// <summary>
    /// Computes the distance of the values that are there; within a bin they count as spread evenly between its edges, or the extremes
    /// seen.
    /// </summary>
    private static double Wasserstein(ColumnProfile reference, ColumnProfile current)
    {
        var count = reference.Count - reference.Missing;
        var mean = reference.Sum / count;
        var deviation = Math.Sqrt(Math.Max(0, reference.SumOfSquares / count - mean * mean));
        var lowest = Math.Min(reference.Min ?? 0, current.Min ?? 0);
        var highest = Math.Max(reference.Max ?? 0, current.Max ?? 0);
        double[] edges = [lowest, .. reference.BinEdges.Select(edge => Math.Clamp(edge, lowest, highest)), highest];
        var (old, now) = (Drift.Shares(reference.BinCounts), Drift.Shares(current.BinCounts));
        var (apart, distance) = (0.0, 0.0);
        for (var bin = 0; bin < old.Count; bin++)
        {
            var next = apart + old[bin] - now[bin];
            distance += (edges[bin + 1] - edges[bin]) * Between(apart, next);
            apart = next;
        }

        return distance / Math.Max(deviation, LeastDeviation);
    }

    /// <summary>Mean size of a line from one value to another.</summary>
    private static double Between(double from, double to) =>
        from * to >= 0 ? Math.Abs(from + to) / 2 : (from * from + to * to) / (2 * (Math.Abs(from) + Math.Abs(to)));
}
