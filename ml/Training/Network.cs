namespace ServerlessML.Ml.Training;

/// <summary>
/// The network's shape, and its parameters' places in one flat vector: the learned table, the numbers' weights and the bias of the
/// first layer, which adds up a table row per column; then weights and bias of each dense layer. The last layer has a unit an output.
/// </summary>
internal sealed record Network(int TableRows, int Numbers, IReadOnlyList<int> Widths)
{
    public static Network For(FeatureEncoding encoding, IReadOnlyList<int> hidden, int outputs) =>
        new(encoding.TableRows, encoding.Numbers.Count, [.. hidden, outputs]);

    public int ParameterCount => (int)Parts().Sum(shape => shape.Aggregate(1L, (product, length) => product * length));

    /// <summary>Shapes in the flat vector's order. A part without elements (no number columns) is left out.</summary>
    public IReadOnlyList<long[]> Parts()
    {
        var parts = new List<long[]> { new long[] { TableRows, Widths[0] } };
        if (Numbers > 0)
        {
            parts.Add([Numbers, Widths[0]]);
        }

        parts.Add([1, Widths[0]]);
        for (var layer = 1; layer < Widths.Count; layer++)
        {
            parts.Add([Widths[layer - 1], Widths[layer]]);
            parts.Add([1, Widths[layer]]);
        }

        return parts;
    }

    /// <summary>
    /// Random weights with the variance that keeps activations' (He et al. 2015), biases of zero, and a last layer that gives the same
    /// whatever the row: training begins with the model that knows nothing, not with a wrong one.
    /// </summary>
    /// <param name="random">Draws the weights.</param>
    /// <param name="columns">Table rows added up for one row of data.</param>
    /// <param name="start">The last layer's biases.</param>
    public float[] Initial(SeededRandom random, int columns, float[] start)
    {
        var values = new float[ParameterCount];
        start.CopyTo(values, values.Length - start.Length);
        var next = 0;
        foreach (var (shape, i) in Parts().SkipLast(2).Select((shape, i) => (shape, i)))
        {
            var bias = i - (Numbers > 0 ? 2 : 1);
            var spread =
                bias < 0 ? 1 / Math.Sqrt(columns + Numbers)
                : bias % 2 == 0 ? 0
                : Math.Sqrt(2.0 / shape[0]);
            for (var end = next + shape[0] * shape[1]; Widths.Count > 1 && next < end; next++)
            {
                values[next] = (float)spread * random.Normal();
            }
        }

        return values;
    }

    /// <summary>Each layer's sums before the rectifier; the last are the outputs', [rows, outputs].</summary>
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="parts">The parameters, shaped as <see cref="Parts"/>.</param>
    /// <param name="codes">[rows, columns], int32 or int64.</param>
    /// <param name="numbers">[rows, numbers]; not used where there are none.</param>
    /// <param name="masks">What each hidden layer's outputs are multiplied by; none where nothing is dropped.</param>
    /// <param name="precision">Of the products.</param>
    public IReadOnlyList<Value> Forward(
        GraphBuilder graph,
        IReadOnlyList<Value> parts,
        Value codes,
        Value numbers,
        IReadOnlyList<Value>? masks = null,
        Precision precision = Precision.Float32
    )
    {
        var sum = graph.Sum(graph.Rows(parts[0], codes), axis: 1);
        var next = 1;
        sum =
            Numbers > 0
                ? graph.Plus(sum, new Products(graph, precision).Affine(numbers, parts[next++], parts[next++]))
                : graph.Plus(sum, parts[next++]);
        return Above(graph, sum, [.. parts.Skip(next)], masks, precision);
    }

    /// <summary>The same from the first layer's sums on.</summary>
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="first">[rows, width].</param>
    /// <param name="parts">Weights and bias of each layer above.</param>
    /// <param name="masks">As above.</param>
    /// <param name="precision">As above.</param>
    public static IReadOnlyList<Value> Above(
        GraphBuilder graph,
        Value first,
        IReadOnlyList<Value> parts,
        IReadOnlyList<Value>? masks = null,
        Precision precision = Precision.Float32
    )
    {
        var sums = new List<Value> { first };
        for (var next = 0; next < parts.Count; next += 2)
        {
            sums.Add(new Products(graph, precision).Affine(Hidden(graph, sums, sums.Count - 1, masks), parts[next], parts[next + 1]));
        }

        return sums;
    }

    /// <summary>A hidden layer's outputs.</summary>
    public static Value Hidden(GraphBuilder graph, IReadOnlyList<Value> sums, int layer, IReadOnlyList<Value>? masks) =>
        masks is null ? graph.Relu(sums[layer]) : graph.Times(graph.Relu(sums[layer]), masks[layer]);
}
