namespace ServerlessML.Workflows.Statistics;

/// <summary>
/// Intervals that hold at all looks at once (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: Time-uniform central limit theory and asymptotic
/// confidence sequences). Asymptotic: the guard's sample must be there first.
/// </summary>
public static class ConfidenceSequence
{
    /// <summary>Relative lift of the treated arm's mean over the control's, by the delta method. A control whose mean is not above zero has none.</summary>
    public static Comparison Lift(Sample control, Sample treated, SequenceSettings settings)
    {
        if (settings.Guard.Missing(control, treated) is { } missing)
        {
            return Comparison.Nothing(missing);
        }

        if (control.Mean <= 0)
        {
            return Comparison.Nothing("the control's mean is not above zero, so there is no relative lift");
        }

        var square = control.Mean * control.Mean;
        var variance = treated.Variance / (square * treated.Count)
            + control.Variance * treated.Mean * treated.Mean / (square * square * control.Count);
        return Compare((treated.Mean - control.Mean) / control.Mean, variance, control.Count + treated.Count, settings);
    }

    /// <summary>Treated mean less the control's.</summary>
    public static Comparison Difference(Sample control, Sample treated, SequenceSettings settings) =>
        settings.Guard.Missing(control, treated) is { } missing
            ? Comparison.Nothing(missing)
            : Compare(
                treated.Mean - control.Mean,
                control.Variance / control.Count + treated.Variance / treated.Count,
                control.Count + treated.Count,
                settings);

    /// <summary>Evidence that the mean lies below a floor, by the half-normal mixture; one-sided.</summary>
    public static EValue Below(Sample sample, double floor, SequenceSettings settings) =>
        settings.Guard.Missing(sample, sample) is null
            ? OneSided(floor - sample.Mean, sample.Variance / sample.Count, sample.Count, settings)
            : EValue.None;

    /// <summary>Evidence that the treated mean lies below the control's times <c>1 - loss</c>; one-sided.</summary>
    /// <param name="loss">Relative loss that is tolerated, 0 or more.</param>
    public static EValue Below(Sample control, Sample treated, double loss, SequenceSettings settings)
    {
        var kept = 1 - loss;
        return settings.Guard.Missing(control, treated) is null
            ? OneSided(
                kept * control.Mean - treated.Mean,
                kept * kept * control.Variance / control.Count + treated.Variance / treated.Count,
                control.Count + treated.Count,
                settings)
            : EValue.None;
    }

    private static Comparison Compare(double estimate, double variance, double units, SequenceSettings settings)
    {
        if (!(variance > 0) || !double.IsFinite(variance))
        {
            return Comparison.Nothing("no variation was seen");
        }

        var rho = Rho(settings);
        var mixed = units * rho * rho + 1;
        var half = Math.Sqrt(variance * units) * Math.Sqrt(2 * mixed * Math.Log(Math.Sqrt(mixed) / settings.Alpha)) / (units * rho);
        EValue evidence = new(rho * rho * estimate * estimate * units / variance / (2 * mixed) - Math.Log(mixed) / 2);
        var (low, high) = (estimate - half, estimate + half);
        return new(low > 0 ? Finding.Higher : high < 0 ? Finding.Lower : Finding.Inconclusive, estimate, low, high, evidence, null);
    }

    private static EValue OneSided(double shortfall, double variance, double units, SequenceSettings settings)
    {
        if (!(variance > 0))
        {
            return EValue.None;
        }

        var rho = Rho(settings);
        var mixed = units * rho * rho + 1;
        var z = shortfall * Math.Sqrt(units / variance) * rho / Math.Sqrt(mixed);
        return new(Math.Log(2) - Math.Log(mixed) / 2 + z * z / 2 + Math.Log(SpecialFunctions.NormalTail(-z)));
    }

    private static double Rho(SequenceSettings settings)
    {
        var wager = -2 * Math.Log(settings.Alpha);
        return Math.Sqrt((wager + Math.Log(wager + 1)) / settings.Tuning);
    }
}
