namespace ServerlessML.Ml.Statistics;

/// <summary>Figures of models by weighted rows, for the bootstrap.</summary>
public static class PairedStatistics
{
    /// <summary>Mean of a value a row.</summary>
    public static WeightedStatistic Mean(double[] values) =>
        weights =>
        {
            var (sum, count) = (0.0, 0L);
            for (var i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * values[i];
                count += weights[i];
            }

            return sum / count;
        };

    /// <summary>The area under the ROC curve; the scores are sorted once, so a resample costs one pass.</summary>
    public static WeightedStatistic Auc(float[] scores, bool[] labels)
    {
        Require(scores.Length, labels.Length);
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(row => scores[row])];
        return weights =>
        {
            var (pairs, positives, negatives) = (0.0, 0L, 0L);
            var from = 0;
            while (from < order.Length)
            {
                var (tiedPositives, tiedNegatives, to) = (0L, 0L, from);
                for (; to < order.Length && scores[order[to]] == scores[order[from]]; to++)
                {
                    var weight = weights[order[to]];
                    tiedPositives += labels[order[to]] ? weight : 0;
                    tiedNegatives += labels[order[to]] ? 0 : weight;
                }

                pairs += tiedPositives * (negatives + tiedNegatives / 2.0);
                positives += tiedPositives;
                negatives += tiedNegatives;
                from = to;
            }

            return pairs / positives / negatives;
        };
    }

    /// <summary>Precision averaged over the steps in recall; sorted once, so a resample costs one pass.</summary>
    public static WeightedStatistic AveragePrecision(float[] scores, bool[] labels)
    {
        Require(scores.Length, labels.Length);
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row])];
        return weights =>
        {
            var (sum, hits, called) = (0.0, 0L, 0L);
            var from = 0;
            while (from < order.Length)
            {
                var (more, to) = (0L, from);
                for (; to < order.Length && scores[order[to]] == scores[order[from]]; to++)
                {
                    more += labels[order[to]] ? weights[order[to]] : 0;
                    called += weights[order[to]];
                }

                hits += more;
                sum += more == 0 ? 0 : more * ((double)hits / called);
                from = to;
            }

            // A step in recall is a share of all positives, and those are all called in the end.
            return sum / hits;
        };
    }

    private static void Require(int first, int second)
    {
        if (first != second)
        {
            throw new ArgumentException($"There are {first} rows and {second}.", nameof(second));
        }
    }
}
