namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Area under the ROC curve with its variance, and the paired test of two (DeLong, DeLong, Clarke-Pearson 1988),
/// by midranks in O(n log n) (Sun and Xu 2014).
/// </summary>
public static class DeLong
{
    /// <exception cref="OneClassException">All labels are the same.</exception>
    public static AucEstimate Estimate(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        var placed = Place(scores, labels);
        var variance = Covariance(placed, placed);
        var half = Normal.Z95 * Math.Sqrt(variance);
        return new AucEstimate(placed.Auc, variance, Math.Max(0, placed.Auc - half), Math.Min(1, placed.Auc + half));
    }

    /// <summary>
    /// The interval of an area whose rows are all ranked alike, which have no variance to tell how the next ones would be: a score interval
    /// with the variance of Hanley and McNeil (Newcombe 2006, method 5).
    /// </summary>
    public static AucEstimate Wider(AucEstimate certain, int positives, int negatives)
    {
        var more = ((positives + negatives) / 2.0) - 1;
        return certain with { Low = End(0), High = End(1) };

        double End(double bound)
        {
            var (near, far) = (certain.Auc, bound);
            for (var halving = 0; halving < 60; halving++)
            {
                var middle = (near + far) / 2;
                var spread =
                    middle
                    * (1 - middle)
                    * (1 + (more * (((1 - middle) / (2 - middle)) + (middle / (1 + middle)))))
                    / ((double)positives * negatives);
                (near, far) = Math.Abs(certain.Auc - middle) < Normal.Z95 * Math.Sqrt(spread) ? (middle, far) : (near, middle);
            }

            return (near + far) / 2;
        }
    }

    /// <exception cref="OneClassException">All labels are the same.</exception>
    public static AucComparison Compare(ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<bool> labels)
    {
        var (a, b) = (Place(first, labels), Place(second, labels));
        var difference = a.Auc - b.Auc;
        // Rounding can leave a hair below zero where the two rank all rows alike.
        var variance = Math.Max(0, Covariance(a, a) + Covariance(b, b) - 2 * Covariance(a, b));
        var error = Math.Sqrt(variance);
        var p =
            error > 0 ? Normal.TwoSided(difference / error)
            : difference == 0 ? 1
            : 0;
        return new AucComparison(difference, error, difference - Normal.Z95 * error, difference + Normal.Z95 * error, p);
    }

    /// <summary>The area alone.</summary>
    /// <exception cref="OneClassException">All labels are the same.</exception>
    public static double Auc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        var (positives, negatives) = Count(scores, labels);
        var ranks = Midranks(scores.ToArray());
        var sum = 0.0;
        for (var i = 0; i < ranks.Length; i++)
        {
            sum += labels[i] ? ranks[i] : 0;
        }

        return (sum / positives - (positives + 1) / 2.0) / negatives;
    }

    private static Placement Place(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        var (positives, negatives) = Count(scores, labels);
        var (high, low) = (new float[positives], new float[negatives]);
        var (h, l) = (0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            if (labels[i])
            {
                high[h++] = scores[i];
            }
            else
            {
                low[l++] = scores[i];
            }
        }

        var all = Midranks([.. high, .. low]);
        var (highRanks, lowRanks) = (Midranks(high), Midranks(low));
        var (ofPositives, ofNegatives) = (new double[positives], new double[negatives]);
        for (var i = 0; i < positives; i++)
        {
            ofPositives[i] = (all[i] - highRanks[i]) / negatives;
        }

        for (var i = 0; i < negatives; i++)
        {
            ofNegatives[i] = 1 - (all[positives + i] - lowRanks[i]) / positives;
        }

        return new Placement(ofPositives.Average(), ofPositives, ofNegatives);
    }

    private static double Covariance(Placement a, Placement b) =>
        Covariance(a.Positives, b.Positives, a.Auc, b.Auc) / a.Positives.Length
        + Covariance(a.Negatives, b.Negatives, a.Auc, b.Auc) / a.Negatives.Length;

    private static double Covariance(double[] a, double[] b, double meanA, double meanB)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - meanA) * (b[i] - meanB);
        }

        return a.Length > 1 ? sum / (a.Length - 1) : 0;
    }

    private static (int Positives, int Negatives) Count(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores and {labels.Length} labels.", nameof(labels));
        }

        var positives = labels.Count(true);
        return positives > 0 && positives < labels.Length
            ? (positives, labels.Length - positives)
            : throw new OneClassException(labels.Length, positives > 0);
    }

    /// <summary>Ranks from 1; equal scores share the mean of theirs.</summary>
    private static double[] Midranks(float[] scores)
    {
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var sorted = (float[])scores.Clone();
        Array.Sort(sorted, order);
        var ranks = new double[scores.Length];
        var from = 0;
        while (from < sorted.Length)
        {
            var to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from])
            {
                to++;
            }

            for (var i = from; i < to; i++)
            {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }

            from = to;
        }

        return ranks;
    }

    /// <summary>Share of the other class that each row is ranked rightly against; its mean is the area.</summary>
    private sealed record Placement(double Auc, double[] Positives, double[] Negatives);
}
