using System.Numerics.Tensors;

namespace ServerlessML.Ml.Training.Ridge;

/// <summary>
/// The mean loss of a linear model over some rows, with its penalty, and the gradient. The parameters are scaled by the size of their
/// second derivative, so that a step goes about as far in each. Rows are added up in blocks, and blocks in their order, so that threads do
/// not change a bit of it.
/// </summary>
internal sealed class RidgeObjective
{
    private const int RowsAtOnce = 4096;
    private const int MostBlocks = 16;

    private readonly EncodedRows _rows;
    private readonly TrainingRows _targets;
    private readonly Network _network;
    private readonly int[] _chosen;
    private readonly int _threads;
    private readonly double[] _penalty;
    private readonly double[] _scale;
    private readonly double[][] _gradients;
    private readonly double _whole;

    /// <summary>The columns whose codes have weights: numbers alone have none where bins are left out.</summary>
    private readonly int[] _coded;

    /// <param name="rows">All rows.</param>
    /// <param name="targets">What they are to give.</param>
    /// <param name="encoding">That of the rows.</param>
    /// <param name="network">One layer.</param>
    /// <param name="chosen">The rows to learn from.</param>
    /// <param name="penalty">Of the weights.</param>
    /// <param name="threads">That add up.</param>
    public RidgeObjective(
        EncodedRows rows,
        TrainingRows targets,
        FeatureEncoding encoding,
        Network network,
        int[] chosen,
        RidgePenalty penalty,
        int threads
    )
    {
        (_rows, _targets, _network, _chosen, _threads) = (rows, targets, network, chosen, threads);
        _whole = chosen.Sum(row => (double)targets.WeightOf(row));
        var blocks = Math.Clamp(chosen.Length / RowsAtOnce, 1, MostBlocks);
        _gradients = [.. Enumerable.Range(0, blocks).Select(_ => new double[network.ParameterCount])];
        _coded =
        [
            .. Enumerable
                .Range(0, encoding.Columns)
                .Where(c => c >= encoding.Numbers.Count || encoding.Numbers[c].SawMissing || double.IsFinite(penalty.Bins)),
        ];
        _penalty = Penalties(encoding, network, penalty);
        _scale = Scales();
    }

    /// <summary>The parameters themselves.</summary>
    public float[] Parameters(double[] scaled) => [.. scaled.Select((value, i) => (float)(value * _scale[i]))];

    /// <summary>A model that knows nothing, scaled.</summary>
    public double[] Start()
    {
        var start = new double[_network.ParameterCount];
        for (var output = 0; output < _targets.Start.Length; output++)
        {
            var place = start.Length - _targets.Start.Length + output;
            start[place] = _targets.Start[output] / _scale[place];
        }

        return start;
    }

    public double Evaluate(double[] scaled, double[] gradient)
    {
        var parameters = new double[scaled.Length];
        TensorPrimitives.Multiply<double>(scaled, _scale, parameters);
        var losses = new double[_gradients.Length];
        Parallel.For(0, losses.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, block =>
            losses[block] = Add(parameters, block)
        );
        Array.Clear(gradient);
        foreach (var part in _gradients)
        {
            TensorPrimitives.Add<double>(gradient, part, gradient);
        }

        var value = losses.Sum();
        for (var i = 0; i < gradient.Length; i++)
        {
            // What is left out has a scale of zero.
            if (_scale[i] > 0)
            {
                value += 0.5 * _penalty[i] * parameters[i] * parameters[i];
                gradient[i] += _penalty[i] * parameters[i];
            }
        }

        TensorPrimitives.Multiply<double>(gradient, _scale, gradient);
        TensorPrimitives.Divide<double>(gradient, _whole, gradient);
        return value / _whole;
    }

    private double Add(double[] parameters, int block)
    {
        var gradient = _gradients[block];
        Array.Clear(gradient);
        var outputs = _targets.Head.Outputs;
        var bias = parameters.Length - outputs;
        var numbers = _network.TableRows * outputs;
        Span<double> sums = stackalloc double[outputs];
        var loss = 0.0;
        var (from, to) = (
            (int)((long)_chosen.Length * block / _gradients.Length),
            (int)((long)_chosen.Length * (block + 1) / _gradients.Length)
        );
        for (var i = from; i < to; i++)
        {
            var row = _chosen[i];
            var codes = _rows.CodesOf(row);
            var values = _rows.NumbersOf(row);
            parameters.AsSpan(bias, outputs).CopyTo(sums);
            foreach (var c in _coded)
            {
                AddTo(sums, parameters.AsSpan(codes[c] * outputs, outputs), 1);
            }

            for (var c = 0; c < values.Length; c++)
            {
                AddTo(sums, parameters.AsSpan(numbers + (c * outputs), outputs), values[c]);
            }

            loss += Delta(sums, row);
            AddTo(gradient.AsSpan(bias, outputs), sums, 1);
            foreach (var c in _coded)
            {
                AddTo(gradient.AsSpan(codes[c] * outputs, outputs), sums, 1);
            }

            for (var c = 0; c < values.Length; c++)
            {
                AddTo(gradient.AsSpan(numbers + (c * outputs), outputs), sums, values[c]);
            }
        }

        return loss;
    }

    private static void AddTo(Span<double> sums, ReadOnlySpan<double> parts, double times)
    {
        for (var output = 0; output < sums.Length; output++)
        {
            sums[output] += times * parts[output];
        }
    }

    /// <summary>Puts the derivative of a row's loss in the place of its sums.</summary>
    private double Delta(Span<double> sums, int row)
    {
        var (head, value, weight) = (_targets.Head, _targets.Values[row], _targets.WeightOf(row));
        double loss;
        switch (head.Task)
        {
            case TaskKind.Binary:
                var sum = sums[0];
                loss = Math.Max(sum, 0) + Math.Log(1 + Math.Exp(-Math.Abs(sum))) - (value * sum);
                sums[0] = (1 / (1 + Math.Exp(-sum))) - value;
                break;
            case TaskKind.MultiClass:
                var most = TensorPrimitives.Max<double>(sums);
                var mine = sums[(int)value] - most;
                var whole = 0.0;
                for (var output = 0; output < sums.Length; output++)
                {
                    whole += sums[output] = Math.Exp(sums[output] - most);
                }

                TensorPrimitives.Divide<double>(sums, whole, sums);
                sums[(int)value] -= 1;
                loss = Math.Log(whole) - mine;
                break;
            default:
                sums[0] -= (value - head.Mean) / (double)head.Deviation;
                loss = sums[0] * sums[0];
                sums[0] *= 2;
                break;
        }

        TensorPrimitives.Multiply<double>(sums, weight, sums);
        return weight * loss;
    }

    private static double[] Penalties(FeatureEncoding encoding, Network network, RidgePenalty penalty)
    {
        var outputs = network.Widths[0];
        var all = Enumerable.Repeat(penalty.Weights, network.ParameterCount).ToArray();
        foreach (var (number, c) in encoding.Numbers.Select((number, c) => (number, c)))
        {
            // The bin of missing values tells what no line can.
            all.AsSpan(encoding.Offsets[c] * outputs, (number.Width - (number.SawMissing ? 1 : 0)) * outputs).Fill(penalty.Bins);
        }

        all.AsSpan(all.Length - outputs).Clear();
        return all;
    }

    private double[] Scales()
    {
        var (outputs, curvature) = (_targets.Head.Outputs, _targets.Head.Task == TaskKind.Regression ? 2 : 0.25);
        var seen = new double[_penalty.Length];
        foreach (var row in _chosen)
        {
            foreach (var code in _rows.CodesOf(row))
            {
                seen[code * outputs]++;
            }

            var values = _rows.NumbersOf(row);
            for (var c = 0; c < values.Length; c++)
            {
                seen[(_network.TableRows + c) * outputs] += values[c] * values[c];
            }

            seen[seen.Length - outputs]++;
        }

        var scales = new double[seen.Length];
        for (var i = 0; i < seen.Length; i++)
        {
            var curve = (curvature * seen[i - (i % outputs)]) + _penalty[i];
            scales[i] = double.IsInfinity(curve) || seen[i - (i % outputs)] == 0 ? 0 : Math.Sqrt(_whole / curve);
        }

        return scales;
    }
}
