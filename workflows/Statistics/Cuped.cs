using ServerlessML.Contracts;

namespace ServerlessML.Workflows.Statistics;

/// <summary>Takes out of a metric what a covariate from before the experiment foretold (Deng, Xu, Kohavi, Walker 2013).</summary>
public static class Cuped
{
    /// <summary>Both arms with one coefficient, that of the variation within arms. A covariate that does not vary changes nothing.</summary>
    public static (Sample Control, Sample Treated) Adjust(Moments control, Moments treated)
    {
        var spread = Within(control, control.VarianceX()) + Within(treated, treated.VarianceX());
        var theta = spread > 0 ? (Within(control, control.Covariance()) + Within(treated, treated.Covariance())) / spread : 0;
        var count = control.Count + treated.Count;
        var middle = count == 0 ? 0 : (control.MeanX() * control.Count + treated.MeanX() * treated.Count) / count;
        return (Adjust(control, theta, middle), Adjust(treated, theta, middle));
    }

    private static double Within(Moments moments, double variance) => variance * Math.Max(0, moments.Count - 1);

    private static Sample Adjust(Moments moments, double theta, double middle) => new(
        moments.Count,
        moments.MeanY() - theta * (moments.MeanX() - middle),
        Math.Max(0, moments.VarianceY() + theta * theta * moments.VarianceX() - 2 * theta * moments.Covariance()));
}
