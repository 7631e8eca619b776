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
    public static EValue Evidence(double difference, double variance, double mixing)
    {
        if (!(variance > 0 && mixing > 0))
        {
            return EValue.None;
        }

        // In units of its own spread, neither a tiny nor a huge difference is lost when it is squared.
        var z = difference / Math.Sqrt(variance);
        var wider = mixing < variance ? Math.Log(1 + (mixing / variance)) : Math.Log(variance + mixing) - Math.Log(variance);
        return new((z * z / 2 * (mixing / (variance + mixing))) - (wider / 2));
    }
}
