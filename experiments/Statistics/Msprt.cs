namespace ServerlessML.Experiments.Statistics;

/// <summary>Mixture sequential probability ratio test of no difference (Johari, Pekelis, Walsh 2017), for arms of any sizes.</summary>
public static class Msprt
{
    /// <summary>None until the guard's sample is there.</summary>
    /// <param name="mixing">Variance of the mixing normal, in squared units of the metric: about the square of the least effect that
    /// matters.</param>
    public static EValue Evidence(Sample control, Sample treated, double mixing, SampleGuard guard)
    {
        if (guard.Missing(control, treated) is not null)
        {
            return EValue.None;
        }

        (control, treated) = Sample.Steadied(control, treated);
        return Evidence(treated.Mean - control.Mean, control.Variance / control.Count + treated.Variance / treated.Count, mixing);
    }

    /// <param name="difference">Of the means.</param>
    /// <param name="variance">Of that difference.</param>
    /// <param name="mixing">As above.</param>
    public static EValue Evidence(double difference, double variance, double mixing) =>
        variance > 0 && mixing > 0
            ? new(Math.Log(variance / (variance + mixing)) / 2 + mixing * difference * difference / (2 * variance * (variance + mixing)))
            : EValue.None;
}
