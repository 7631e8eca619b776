namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Two-sided bounds on z for looks at fractions of a fixed horizon (Lan and DeMets 1983; Jennison and Turnbull 2000, chapter 19).
/// </summary>
public static class GroupSequential
{
    /// <summary>A z beyond is no surer, and numbers in documents are finite.</summary>
    private const double Largest = 1e8;

    /// <summary>Less than this cannot be told from no bound.</summary>
    private const double Negligible = 1e-13;

    /// <summary>The bound of each look. Spending rules give the same bounds for the first looks whatever looks follow.</summary>
    /// <param name="rule">How alpha is spent.</param>
    /// <param name="alpha">Of both sides.</param>
    /// <param name="fractions">Of the horizon's information: ascending, above 0, at most 1.</param>
    /// <exception cref="ArgumentException">Fractions are out of order or range.</exception>
    public static IReadOnlyList<double> Bounds(StoppingRule rule, double alpha, IReadOnlyList<double> fractions)
    {
        Require(fractions);
        return rule == StoppingRule.OBrienFleming ? Proportional(alpha, fractions) : Spent(rule, alpha, fractions, fractions);
    }

    /// <summary>The bound of the last analysis made so far, where what was there is not just what was planned.</summary>
    /// <param name="rule">A spending rule.</param>
    /// <param name="alpha">Of both sides.</param>
    /// <param name="fractions">Of the design, that alpha is spent by: ascending, above 0, at most 1.</param>
    /// <param name="information">That was there at each analysis, in any unit: ascending.</param>
    /// <exception cref="ArgumentException">Fractions or information are out of order or range.</exception>
    public static double LastBound(StoppingRule rule, double alpha, IReadOnlyList<double> fractions, IReadOnlyList<double> information)
    {
        double[] times = [.. information.Select(seen => seen / information[^1])];
        Require(fractions);
        Require(times);
        return Spent(rule, alpha, fractions, times)[^1];
    }

    /// <summary>Probability of passing any of the bounds, on either side, where there is no effect.</summary>
    public static double FalseAlarms(IReadOnlyList<double> fractions, IReadOnlyList<double> bounds)
    {
        Require(fractions);
        SurvivingDensity density = new();
        var total = 0.0;
        for (var look = 0; look < fractions.Count; look++)
        {
            total += density.Exit(bounds[look], fractions[look]).Probability;
            density.Advance(bounds[look], fractions[look], Next(fractions, look));
        }

        return total;
    }

    /// <summary>Two-sided alpha spent by a fraction of the horizon; each side spends its half by the rule.</summary>
    public static double Spending(StoppingRule rule, double alpha, double fraction) =>
        fraction >= 1
            ? alpha
            : rule switch
            {
                StoppingRule.OBrienFlemingSpending => 4 * StandardNormal.Tail(StandardNormal.Quantile(alpha / 4) / Math.Sqrt(fraction)),
                StoppingRule.PocockSpending => alpha * Math.Log(1 + (Math.E - 1) * fraction),
                _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "It spends no alpha by fraction."),
            };

    /// <summary>
    /// z of the difference of means; of proportions with the variance of both arms together, which a small arm's own chance does not move.
    /// </summary>
    /// <returns>Null until the guard's sample is there.</returns>
    public static double? Statistic(Sample control, Sample treated, SampleGuard guard)
    {
        if (guard.Missing(control, treated) is not null)
        {
            return null;
        }

        (control, treated) = Sample.Steadied(control, treated);
        var (below, above) = (control.Variance, treated.Variance);
        if (control.Positives is { } first && treated.Positives is { } second)
        {
            var rate = (double)(first + second) / (control.Count + treated.Count);
            below = above = rate * (1 - rate);
        }

        var z = (treated.Mean - control.Mean) / Math.Sqrt(below / control.Count + above / treated.Count);
        return double.IsNaN(z) ? null : Math.Clamp(z, -Largest, Largest);
    }

    private static double[] Spent(StoppingRule rule, double alpha, IReadOnlyList<double> fractions, IReadOnlyList<double> times)
    {
        SurvivingDensity density = new();
        var bounds = new double[fractions.Count];
        var before = 0.0;
        for (var look = 0; look < bounds.Length; look++)
        {
            var spent = Spending(rule, alpha, fractions[look]);
            bounds[look] = spent - before > Negligible ? Solve(density, times[look], spent - before) : double.PositiveInfinity;
            before = double.IsFinite(bounds[look]) ? spent : before;
            density.Advance(bounds[look], times[look], Next(times, look));
        }

        return bounds;
    }

    /// <summary>The z that is left with a given probability: Newton's steps, kept within a bracket.</summary>
    private static double Solve(SurvivingDensity density, double fraction, double probability)
    {
        var (low, high, z) = (0.0, 9.0, 2.0);
        for (var i = 0; i < 100; i++)
        {
            var (now, slope) = density.Exit(z, fraction);
            (low, high) = now > probability ? (z, high) : (low, z);
            var step = now > 0 && slope < 0 ? now * Math.Log(now / probability) / -slope : double.NaN;
            var next = z + step;
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - z) < 1e-10)
            {
                return next;
            }

            z = next;
        }

        return z;
    }

    private static double[] Proportional(double alpha, IReadOnlyList<double> fractions)
    {
        var (low, high) = (0.0, 9.0);
        while (high - low > 1e-9)
        {
            var middle = (low + high) / 2;
            (low, high) = FalseAlarms(fractions, Shape(middle)) > alpha ? (middle, high) : (low, middle);
        }

        return Shape(high);

        double[] Shape(double last) => [.. fractions.Select(fraction => last / Math.Sqrt(fraction))];
    }

    private static double? Next(IReadOnlyList<double> fractions, int look) => look + 1 < fractions.Count ? fractions[look + 1] : null;

    private static void Require(IReadOnlyList<double> fractions)
    {
        for (var look = 0; look < fractions.Count; look++)
        {
            if (!(fractions[look] > (look == 0 ? 0 : fractions[look - 1]) && fractions[look] <= 1))
            {
                throw new ArgumentException("Fractions ascend, above 0 and at most 1.", nameof(fractions));
            }
        }
    }
}
