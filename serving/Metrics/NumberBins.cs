using System.Numerics;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>Finds a number's bin among inclusive upper edges, as training profiles have them.</summary>
public sealed class NumberBins
{
    private readonly Vector<float>[] _edges;

    /// <param name="edges">Ascending.</param>
    public NumberBins(IReadOnlyList<double> edges)
    {
        Edges = edges;
        var padded = new float[(edges.Count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count];
        Array.Fill(padded, float.PositiveInfinity);
        for (var i = 0; i < edges.Count; i++)
        {
            padded[i] = Down(edges[i]);
        }

        _edges =
        [
            .. Enumerable.Range(0, padded.Length / Vector<float>.Count).Select(i => new Vector<float>(padded, i * Vector<float>.Count)),
        ];
    }

    /// <summary>1, 2 and 5 of each decade from 10⁻³ to 10⁶, of either sign, and 0: for columns that no profile describes.</summary>
    public static IReadOnlyList<double> OrdinaryEdges { get; } = Ordinary();

    public IReadOnlyList<double> Edges { get; }

    public int Count => Edges.Count + 1;

    /// <summary>How many edges are below the number.</summary>
    public int Of(float value)
    {
        var sought = new Vector<float>(value);
        var below = Vector<int>.Zero;
        foreach (var edges in _edges)
        {
            below -= Vector.LessThan(edges, sought);
        }

        return Vector.Sum(below);
    }

    // The greatest float that is not above: a float is above the edge just when it is above that.
    private static float Down(double edge)
    {
        var near = (float)edge;
        return near > edge ? MathF.BitDecrement(near) : near;
    }

    private static double[] Ordinary()
    {
        double[] magnitudes =
        [
            .. Enumerable
                .Range(-3, 10)
                .SelectMany(
                    decade => (double[])[1, 2, 5],
                    (decade, step) => decade < 0 ? step / Math.Pow(10, -decade) : step * Math.Pow(10, decade)
                ),
        ];
        return [.. magnitudes.Reverse().Select(magnitude => -magnitude), 0, .. magnitudes];
    }
}
