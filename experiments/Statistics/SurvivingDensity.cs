namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Distribution of a Brownian motion that has not left its bounds at the looks so far, on a grid, by recursive integration
/// (Armitage, McPherson, Rowe 1969) with Simpson's rule.
/// </summary>
internal sealed class SurvivingDensity
{
    private const double Far = 8.5;
    private const int PointsPerStep = 8;

    private double[] _places = [0];
    private double[] _masses = [1];
    private double _time;

    /// <summary>Probability of first leaving (-z√t, z√t) at this look, and its derivative in z.</summary>
    public (double Probability, double Slope) Exit(double z, double t)
    {
        var (bound, step) = (z * Math.Sqrt(t), Math.Sqrt(t - _time));
        var (probability, slope) = (0.0, 0.0);
        for (var i = 0; i < _places.Length; i++)
        {
            var (up, down) = ((bound - _places[i]) / step, (bound + _places[i]) / step);
            if (up < Far)
            {
                probability += _masses[i] * StandardNormal.Tail(up);
                slope -= _masses[i] * StandardNormal.Density(up);
            }

            if (down < Far)
            {
                probability += _masses[i] * StandardNormal.Tail(down);
                slope -= _masses[i] * StandardNormal.Density(down);
            }
        }

        return (probability, slope * Math.Sqrt(t) / step);
    }

    /// <summary>Keeps what stayed within the bound at <paramref name="t"/>.</summary>
    /// <param name="z">The bound; may be infinite.</param>
    /// <param name="t">This look.</param>
    /// <param name="next">The next look, which the grid must be fine enough for; null after the last.</param>
    public void Advance(double z, double t, double? next)
    {
        var step = Math.Sqrt(t - _time);
        var finest = next is { } later ? Math.Min(step, Math.Sqrt(later - t)) : step;
        var bound = Math.Min(z, Far) * Math.Sqrt(t);
        var half = Math.Clamp((int)Math.Ceiling(bound * PointsPerStep / finest), 8, 20_000);
        var (width, count) = (bound / half, 2 * half + 1);
        var (newPlaces, newMasses) = (new double[count], new double[count]);
        var from = 0;
        for (var i = 0; i < count; i++)
        {
            var place = (i - half) * width;
            while (from < _places.Length && _places[from] < place - Far * step)
            {
                from++;
            }

            var density = 0.0;
            for (var j = from; j < _places.Length && _places[j] <= place + Far * step; j++)
            {
                density += _masses[j] * StandardNormal.Density((place - _places[j]) / step);
            }

            var weight =
                i == 0 || i == count - 1 ? 1
                : i % 2 == 1 ? 4
                : 2;
            (newPlaces[i], newMasses[i]) = (place, density / step * weight * width / 3);
        }

        (_places, _masses, _time) = (newPlaces, newMasses, t);
    }
}
