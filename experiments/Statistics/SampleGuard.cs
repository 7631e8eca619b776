using System.Globalization;

namespace ServerlessML.Experiments.Statistics;

/// <summary>Least that must be seen before an asymptotic test may speak: until then the normal approximation is not one.</summary>
public sealed record SampleGuard
{
    /// <summary>Units in each arm.</summary>
    public long PerArm { get; init; } = 100;

    /// <summary>Units of an arm that is judged without another: skewed values need more than where two arms' skews cancel.</summary>
    public long Alone { get; init; } = 2000;

    /// <summary>
    /// The fewest outcomes of either kind that a proportion must expect in the smaller arm, at the rate of both together.
    /// </summary>
    public double Outcomes { get; init; } = 10;

    /// <summary>Largest standard error of the control's mean, as a part of it, at which the delta method may speak.</summary>
    public double RelativeError { get; init; } = 0.05;

    /// <summary>Why the arms cannot be compared yet; null when they can.</summary>
    public string? Missing(Sample control, Sample treated)
    {
        var least = Math.Min(control.Count, treated.Count);
        if (least < Math.Max(2, PerArm))
        {
            return string.Create(CultureInfo.InvariantCulture, $"the smaller arm has {least} units, {Math.Max(2, PerArm)} needed");
        }

        if (
            !double.IsFinite(control.Mean)
            || !double.IsFinite(treated.Mean)
            || !double.IsFinite(control.Variance)
            || !double.IsFinite(treated.Variance)
        )
        {
            return "the metric has no value: its denominator is zero";
        }

        if (control.Positives is { } first && treated.Positives is { } second)
        {
            var rate = (double)(first + second) / (control.Count + treated.Count);
            var expected = least * Math.Min(rate, 1 - rate);
            if (expected < Outcomes)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the smaller arm has {expected:0.#} of the rarer outcome to expect, {Outcomes:0.#} needed"
                );
            }
        }

        return control.Variance <= 0 && treated.Variance <= 0 ? "no variation was seen" : null;
    }
}
