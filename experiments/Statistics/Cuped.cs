namespace ServerlessML.Experiments.Statistics;

/// <summary>Takes out of a metric what a covariate from before the experiment foretold (Deng, Xu, Kohavi, Walker 2013).</summary>
public static class Cuped
{
    /// <summary>
    /// Both arms with one coefficient, that of the variation within arms. A covariate that does not vary changes nothing.
    /// </summary>
    public static (Sample Control, Sample Treated) Adjust(Moments control, Moments treated)
    {
        var spread = Within(control, control.VarianceX()) + Within(treated, treated.VarianceX());
        var theta = spread > 0 ? (Within(control, control.Covariance()) + Within(treated, treated.Covariance())) / spread : 0;
        var count = control.Count + treated.Count;
        var middle = count == 0 ? 0 : (control.MeanX() * control.Count + treated.MeanX() * treated.Count) / count;
        return (Adjust(control, theta, middle), Adjust(treated, theta, middle));
    }

    /// <summary>
    /// The same for a ratio of sums over units (Σy / Σrows): by the delta method a unit counts as its sum less the ratio times its rows,
    /// and from that the covariate's part is taken. Both have the sums with the covariate.
    /// </summary>
    public static (Sample Control, Sample Treated) AdjustRatio(UnitSums control, UnitSums treated)
    {
        var spread = Within(control.Past!, control.Past!.VarianceX()) + Within(treated.Past!, treated.Past!.VarianceX());
        var theta = spread > 0 ? (Within(control.Past!, WithPast(control)) + Within(treated.Past!, WithPast(treated))) / spread : 0;
        var count = control.Past.Count + treated.Past!.Count;
        var middle = count == 0 ? 0 : ((control.Past.MeanX() * control.Past.Count) + (treated.Past.MeanX() * treated.Past.Count)) / count;
        return (AdjustRatio(control, theta, middle), AdjustRatio(treated, theta, middle));
    }

    /// <summary>The covariance of a unit's sum, less the ratio times its rows, with the covariate.</summary>
    private static double WithPast(UnitSums units) => units.Past!.Covariance() - (RatioOf(units) * units.RowsPast!.Covariance());

    private static double RatioOf(UnitSums units) => units.Rows.SumX == 0 ? 0 : units.Rows.MeanY() / units.Rows.MeanX();

    private static Sample AdjustRatio(UnitSums units, double theta, double middle)
    {
        var plain = Sample.Ratio(units.Rows);
        var rows = units.Rows.MeanX();
        var past = units.Past!;
        var less = (theta * theta * past.VarianceX()) - (2 * theta * WithPast(units));
        return new(
            plain.Count,
            plain.Mean - (theta * (past.MeanX() - middle) / rows),
            Math.Max(0, plain.Variance + (less / (rows * rows)))
        );
    }

    private static double Within(Moments moments, double variance) => variance * Math.Max(0, moments.Count - 1);

    private static Sample Adjust(Moments moments, double theta, double middle) =>
        new(
            moments.Count,
            moments.MeanY() - theta * (moments.MeanX() - middle),
            Math.Max(0, moments.VarianceY() + theta * theta * moments.VarianceX() - 2 * theta * moments.Covariance())
        );
}
