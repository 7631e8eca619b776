using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Training;

/// <summary>
/// One training step as an ONNX graph: forward, backward by hand, and Adam (Kingma and Ba 2015) over the flat parameter vector.
/// Weight decay is decoupled from the gradient (Loshchilov and Hutter 2019) and, as PyTorch's AdamW has it, of all parameters.
/// </summary>
internal static class StepGraph
{
    public const string Parameters = "parameters";
    public const string Momentum = "momentum";
    public const string Variance = "variance";

    /// <summary>int32 [batch, columns].</summary>
    public const string Codes = "codes";

    /// <summary>float [batch, numbers]; absent without number columns.</summary>
    public const string Numbers = "numbers";

    /// <summary>
    /// float [batch, table rows + numbers + 1]: ones at the codes, the numbers, and a one; the first layer's input, written out.
    /// </summary>
    public const string Dense = "dense";

    /// <summary>float [batch, outputs], as <see cref="Head.Encode"/> writes them.</summary>
    public const string Labels = "labels";

    /// <summary>float [batch, 1], each row's; absent where all are one.</summary>
    public const string Weights = "weights";

    /// <summary>float [batch, width] of each hidden layer, 0 or one over the share that stays; absent where nothing is dropped.</summary>
    public const string Mask = "mask";

    /// <summary>float [1]: the step's learning rate times the weight decay; absent where there is none.</summary>
    public const string Decay = "decay";

    /// <summary>float [1]: the step's learning rate, with Adam's bias correction in it.</summary>
    public const string Rate = "rate";

    /// <summary>float [1]: the loss scale; absent where products are float32.</summary>
    public const string Scale = "scale";

    public const string NewParameters = "new_parameters";
    public const string NewMomentum = "new_momentum";
    public const string NewVariance = "new_variance";
    public const string Loss = "loss";

    /// <summary>float: 1, or 0 where the gradients were not and nothing was changed; absent where products are float32.</summary>
    public const string Finite = "finite";

    public const float MomentumDecay = 0.9f;
    public const float VarianceDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    public static byte[] Build(Network network, Head head, Batch batch, bool decays, Precision precision = Precision.Float32)
    {
        const TensorElementType number = TensorElementType.Float;
        var graph = new GraphBuilder("training_step");
        var size = network.ParameterCount;
        var flat = graph.Input(Parameters, number, size);
        var momentum = graph.Input(Momentum, number, size);
        var variance = graph.Input(Variance, number, size);
        var rows = batch.Size;
        var codes = graph.Input(Codes, TensorElementType.Int32, rows, batch.Columns);
        var numbers = network.Numbers > 0 ? graph.Input(Numbers, number, rows, network.Numbers) : default;
        var dense = graph.Input(Dense, number, rows, network.TableRows + network.Numbers + 1);
        var labels = graph.Input(Labels, number, rows, head.Outputs);
        Value? weights = batch.Weighs ? graph.Input(Weights, number, rows, 1) : null;
        Value[]? masks = batch.Drops
            ? [.. network.Widths.SkipLast(1).Select((width, layer) => graph.Input(Mask + layer, number, rows, width))]
            : null;
        var rate = graph.Input(Rate, number, 1);
        Value? decay = decays ? graph.Input(Decay, number, 1) : null;
        Value? scale = precision == Precision.Mixed ? graph.Input(Scale, number, 1) : null;

        var parts = Unflatten(graph, flat, network);
        var sums = network.Forward(graph, parts, codes, numbers, masks, precision);
        var (loss, delta) = head.Loss(graph, sums[^1], labels, weights, rows);
        delta = scale is { } more ? graph.Times(delta, more) : delta;
        var gradient = Backward(new(graph, precision), network, parts, sums, masks, dense, delta);
        gradient = scale is { } less ? graph.Over(gradient, less) : gradient;
        var (move, newMomentum, newVariance) = Adam(graph, momentum, variance, gradient, rate);
        var kept = decay is { } share ? graph.Minus(flat, graph.Times(flat, share)) : flat;
        var stepped = graph.Minus(kept, move);
        if (scale is not null)
        {
            // Nothing times a number is nothing, and times infinity it is no number.
            var finite = graph.Same(graph.Sum(graph.Times(gradient, graph.Constant(0f)), axis: 0), graph.Constant(0f));
            (stepped, newMomentum, newVariance) = (
                graph.Where(finite, stepped, flat),
                graph.Where(finite, newMomentum, momentum),
                graph.Where(finite, newVariance, variance)
            );
            graph.Output(graph.Cast(finite, number), Finite, number);
        }

        graph.Output(stepped, NewParameters, number, size);
        graph.Output(newMomentum, NewMomentum, number, size);
        graph.Output(newVariance, NewVariance, number, size);
        graph.Output(loss, Loss, number);
        return graph.Build();
    }

    /// <summary>The flat vector cut into the network's parts.</summary>
    public static Value[] Unflatten(GraphBuilder graph, Value flat, Network network)
    {
        var shapes = network.Parts();
        var lengths = shapes.Select(shape => shape[0] * shape[1]).ToArray();
        return [.. graph.Split(flat, lengths).Select((part, i) => graph.Reshape(part, shapes[i]))];
    }

    private static Value Backward(
        Products products,
        Network network,
        Value[] parts,
        IReadOnlyList<Value> sums,
        Value[]? masks,
        Value dense,
        Value delta
    )
    {
        var (graph, gradients) = (products.Graph, new List<Value>());
        var zero = graph.Constant(0f);
        for (var layer = network.Widths.Count - 1; layer > 0; layer--)
        {
            var weights = parts[parts.Length - 2 * (network.Widths.Count - layer)];
            var input = Network.Hidden(graph, sums, layer - 1, masks);
            gradients.Insert(0, graph.Reshape(graph.Sum(delta, axis: 0), -1));
            gradients.Insert(0, graph.Reshape(products.Of(input, delta, transposeA: true), -1));
            var back = products.Of(delta, weights, transposeB: true);
            back = masks is null ? back : graph.Times(back, masks[layer - 1]);
            delta = graph.Where(graph.Greater(sums[layer - 1], zero), back, zero);
        }

        // One product gives the gradients of the table, of the numbers' weights and of the bias, which follow each other in the vector.
        gradients.Insert(0, graph.Reshape(products.Of(dense, delta, transposeA: true), -1));
        return graph.Join([.. gradients], axis: 0);
    }

    private static (Value Move, Value Momentum, Value Variance) Adam(
        GraphBuilder graph,
        Value momentum,
        Value variance,
        Value gradient,
        Value rate
    )
    {
        var newMomentum = graph.Plus(
            graph.Times(momentum, graph.Constant(MomentumDecay)),
            graph.Times(gradient, graph.Constant(1 - MomentumDecay))
        );
        var newVariance = graph.Plus(
            graph.Times(variance, graph.Constant(VarianceDecay)),
            graph.Times(graph.Times(gradient, gradient), graph.Constant(1 - VarianceDecay))
        );
        var move = graph.Over(graph.Times(newMomentum, rate), graph.Plus(graph.Root(newVariance), graph.Constant(Epsilon)));
        return (move, newMomentum, newVariance);
    }
}
