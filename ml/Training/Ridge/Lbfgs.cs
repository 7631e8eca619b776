using System.Numerics.Tensors;

namespace ServerlessML.Ml.Training.Ridge;

/// <summary>
/// Minimises a smooth convex function by the limited-memory BFGS method (Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4
/// and 7.5), with steps that are halved until the function falls enough (Armijo). MathNet's minimiser throws where a line search can go no
/// further, which at the end of a fit is its end.
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const int MostHalvings = 30;
    private const double Enough = 1e-4;

    /// <param name="function">Writes the gradient at a point, and gives the value.</param>
    /// <param name="point">The start, and at the end the least point found.</param>
    /// <param name="iterations">Most of them.</param>
    /// <param name="tolerance">The share of the value that ten iterations must win to go on.</param>
    /// <returns>The value, and the iterations that it took.</returns>
    public static (double Value, int Iterations) Minimise(
        Func<double[], double[], double> function,
        double[] point,
        int iterations,
        double tolerance
    )
    {
        double[] gradient = new double[point.Length],
            next = new double[point.Length],
            nextGradient = new double[point.Length];
        List<(double[] Step, double[] Change, double Curvature)> pairs = [];
        List<double> values = [function(point, gradient)];
        for (var done = 0; done < iterations; done++)
        {
            var direction = Direction(gradient, pairs);
            var slope = TensorPrimitives.Dot<double>(direction, gradient);
            if (!(slope < 0))
            {
                return (values[^1], done);
            }

            var (length, value, halvings) = (1.0, double.NaN, 0);
            for (; halvings < MostHalvings; halvings++, length /= 2)
            {
                TensorPrimitives.MultiplyAdd<double>(direction, length, point, next);
                value = function(next, nextGradient);
                if (value <= values[^1] + (Enough * length * slope))
                {
                    break;
                }
            }

            if (halvings == MostHalvings)
            {
                return (values[^1], done);
            }

            double[] step = new double[point.Length],
                change = new double[point.Length];
            TensorPrimitives.Subtract<double>(next, point, step);
            TensorPrimitives.Subtract<double>(nextGradient, gradient, change);
            if (
                TensorPrimitives.Dot<double>(step, change) is var curvature
                && curvature > 1e-12 * TensorPrimitives.Dot<double>(change, change)
            )
            {
                pairs.Add((step, change, curvature));
                pairs.RemoveRange(0, Math.Max(0, pairs.Count - Memory));
            }

            next.CopyTo(point, 0);
            nextGradient.CopyTo(gradient, 0);
            values.Add(value);
            if (values.Count > 10 && values[^11] - value <= tolerance * Math.Abs(value))
            {
                return (value, done + 1);
            }
        }

        return (values[^1], iterations);
    }

    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Curvature)> pairs)
    {
        double[] direction = [.. gradient];
        var shares = new double[pairs.Count];
        for (var i = pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = TensorPrimitives.Dot<double>(pairs[i].Step, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd<double>(pairs[i].Change, -shares[i], direction, direction);
        }

        if (pairs is [.., var last])
        {
            TensorPrimitives.Multiply<double>(
                direction,
                last.Curvature / TensorPrimitives.Dot<double>(last.Change, last.Change),
                direction
            );
        }

        for (var i = 0; i < pairs.Count; i++)
        {
            var back = TensorPrimitives.Dot<double>(pairs[i].Change, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd<double>(pairs[i].Step, shares[i] - back, direction, direction);
        }

        TensorPrimitives.Negate<double>(direction, direction);
        return direction;
    }
}
