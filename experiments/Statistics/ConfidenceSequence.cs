namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Intervals that hold at all looks at once (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: Time-uniform central limit theory and asymptotic
/// confidence sequences). Asymptotic: the guard's sample must be there first.
/// </summary>
public static class ConfidenceSequence
{
    private const string Unsure = "the control's mean cannot be told from zero yet";

    /// <summary>
    /// Relative lift of the treated arm's mean over the control's: the lifts that a test of treated less (1 + lift) times control does not
    /// refute (Fieller 1954). It excludes zero exactly when the difference does. A control whose mean is not above zero has no lift.
    /// </summary>
    public static Comparison Lift(Sample control, Sample treated, SequenceSettings settings)
    {
        if ((settings.Guard.Missing(control, treated) ?? Baseless(control)) is { } missing)
        {
            return Comparison.Nothing(missing);
        }

        (control, treated) = Sample.Steadied(control, treated);
        var (below, above) = (control.Variance / control.Count, treated.Variance / treated.Count);
        var units = control.Count + treated.Count;
        var half = Math.Pow(Half(1, units, settings), 2);
        var (a, b, c) = (
            control.Mean * control.Mean - half * below,
            control.Mean * treated.Mean,
            treated.Mean * treated.Mean - half * above
        );
        if (a <= 0)
        {
            return Comparison.Nothing(Unsure);
        }

        var root = Math.Sqrt(Math.Max(0, b * b - a * c));
        var (low, high) = ((b - root) / a - 1, (b + root) / a - 1);
        return Comparison.Of(
            Shown(low, high),
            treated.Mean / control.Mean - 1,
            low,
            high,
            Mixture(treated.Mean - control.Mean, below + above, units, settings)
        );
    }

    /// <summary>
    /// The lift by the delta method, as other tools give it. Its variance moves with the control's mean, so at low rates it is off both
    /// ways: it is silent until that mean is known to <see cref="SampleGuard.RelativeError"/>.
    /// </summary>
    public static Comparison LiftByDelta(Sample control, Sample treated, SequenceSettings settings)
    {
        if ((settings.Guard.Missing(control, treated) ?? Baseless(control)) is { } missing)
        {
            return Comparison.Nothing(missing);
        }

        var square = control.Mean * control.Mean;
        if (control.Variance / control.Count > square * settings.Guard.RelativeError * settings.Guard.RelativeError)
        {
            return Comparison.Nothing("the control's mean is not known well enough for the delta method");
        }

        var variance =
            treated.Variance / (square * treated.Count)
            + control.Variance * treated.Mean * treated.Mean / (square * square * control.Count);
        return Compare((treated.Mean - control.Mean) / control.Mean, variance, control.Count + treated.Count, settings);
    }

    /// <summary>Treated mean less the control's.</summary>
    public static Comparison Difference(Sample control, Sample treated, SequenceSettings settings)
    {
        if (settings.Guard.Missing(control, treated) is { } missing)
        {
            return Comparison.Nothing(missing);
        }

        (control, treated) = Sample.Steadied(control, treated);
        return Compare(
            treated.Mean - control.Mean,
            control.Variance / control.Count + treated.Variance / treated.Count,
            control.Count + treated.Count,
            settings
        );
    }

    /// <summary>The mean of one arm that is held against nothing but a number: it needs <see cref="SampleGuard.Alone"/> units.</summary>
    public static Comparison Mean(Sample sample, SequenceSettings settings) =>
        settings.Guard.Missing(sample, sample) is { } missing
            ? Comparison.Nothing(missing) with
            {
                Estimate = sample.Count > 0 && double.IsFinite(sample.Mean) ? sample.Mean : null,
            }
        : sample.Count < settings.Guard.Alone
            ? Comparison.Nothing($"{sample.Count} units seen, {settings.Guard.Alone} needed") with
            {
                Estimate = sample.Mean,
            }
        : Compare(sample.Mean, sample.Variance / sample.Count, sample.Count, settings);

    /// <summary>Evidence that the treated mean lies below a floor, by the half-normal mixture; one-sided.</summary>
    /// <param name="control">Lends its variance alone; null where nothing but the treated arm serves, which then needs
    /// <see cref="SampleGuard.Alone"/> units.</param>
    /// <param name="treated">Held against the floor.</param>
    /// <param name="floor">In the metric's units.</param>
    /// <param name="settings">Alpha and tuning.</param>
    public static EValue BelowFloor(Sample? control, Sample treated, double floor, SequenceSettings settings)
    {
        if (settings.Guard.Missing(control ?? treated, treated) is not null || (control is null && treated.Count < settings.Guard.Alone))
        {
            return EValue.None;
        }

        var variance = Math.Max(treated.Variance, control?.Variance ?? 0);
        return OneSided(floor - treated.Mean, variance / treated.Count, treated.Count, settings);
    }

    /// <summary>Evidence that the treated mean lies below the control's times <c>1 - loss</c>; one-sided.</summary>
    /// <param name="control">The control.</param>
    /// <param name="treated">Held against it.</param>
    /// <param name="loss">Relative loss that is tolerated, 0 or more.</param>
    /// <param name="settings">Alpha and tuning.</param>
    public static EValue BelowControl(Sample control, Sample treated, double loss, SequenceSettings settings)
    {
        if (settings.Guard.Missing(control, treated) is not null)
        {
            return EValue.None;
        }

        (control, treated) = Sample.Steadied(control, treated);
        var kept = 1 - loss;
        return OneSided(
            kept * control.Mean - treated.Mean,
            kept * kept * control.Variance / control.Count + treated.Variance / treated.Count,
            control.Count + treated.Count,
            settings
        );
    }

    private static Comparison Compare(double estimate, double variance, double units, SequenceSettings settings)
    {
        if (!(variance > 0) || !double.IsFinite(variance))
        {
            return Comparison.Nothing("no variation was seen");
        }

        var half = Half(variance, units, settings);
        var (low, high) = (estimate - half, estimate + half);
        return Comparison.Of(Shown(low, high), estimate, low, high, Mixture(estimate, variance, units, settings));
    }

    private static ShownDirection Shown(double low, double high) =>
        low > 0 ? ShownDirection.Higher
        : high < 0 ? ShownDirection.Lower
        : ShownDirection.Inconclusive;

    private static string? Baseless(Sample control) =>
        control.Mean > 0 ? null : "the control's mean is not above zero, so there is no relative lift";

    /// <param name="variance">Of the estimate.</param>
    /// <param name="units">Of both arms.</param>
    /// <param name="settings">Alpha and tuning.</param>
    private static double Half(double variance, double units, SequenceSettings settings)
    {
        var rho = Rho(settings);
        var mixed = units * rho * rho + 1;
        return Math.Sqrt(variance * units) * Math.Sqrt(2 * mixed * Math.Log(Math.Sqrt(mixed) / settings.Alpha)) / (units * rho);
    }

    private static EValue Mixture(double estimate, double variance, double units, SequenceSettings settings)
    {
        var rho = Rho(settings);
        var mixed = units * rho * rho + 1;
        // In units of its own spread: squared first, it would be lost or infinite.
        var z = estimate * rho * Math.Sqrt(units / mixed) / Math.Sqrt(variance);
        return new(z * z / 2 - Math.Log(mixed) / 2);
    }

    private static EValue OneSided(double shortfall, double variance, double units, SequenceSettings settings)
    {
        if (!(variance > 0))
        {
            return EValue.None;
        }

        var rho = Rho(settings);
        var mixed = units * rho * rho + 1;
        var z = shortfall * rho * Math.Sqrt(units / mixed) / Math.Sqrt(variance);
        return new(Math.Log(2) - Math.Log(mixed) / 2 + StandardNormal.LogMills(-z));
    }

    private static double Rho(SequenceSettings settings)
    {
        var wager = -2 * Math.Log(settings.Alpha);
        return Math.Sqrt((wager + Math.Log(wager + 1)) / settings.Tuning);
    }
}
