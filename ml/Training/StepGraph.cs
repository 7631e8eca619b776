using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Ml.Training;

/// <summary>
/// One training step as an ONNX graph: forward, backward by hand, and Adam (Kingma and Ba 2015) over the flat parameter vector.
/// Binary cross entropy on the logit, mean over the batch.
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

    /// <summary>float [batch, table rows + numbers + 1]: ones at the codes, the numbers, and a one; the first layer's input, written out.</summary>
    public const string Dense = "dense";

    /// <summary>float [batch, 1], 0 or 1.</summary>
    public const string Labels = "labels";

    /// <summary>float [1]: the step's learning rate, with Adam's bias correction in it.</summary>
    public const string Rate = "rate";

    public const string NewParameters = "new_parameters";
    public const string NewMomentum = "new_momentum";
    public const string NewVariance = "new_variance";
    public const string Loss = "loss";

    public const float MomentumDecay = 0.9f;
    public const float VarianceDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    public static byte[] Build(Network network, int batch, int columns)
    {
        const TensorElementType number = TensorElementType.Float;
        var graph = new GraphBuilder("training_step");
        var size = network.ParameterCount;
        var flat = graph.Input(Parameters, number, size);
        var momentum = graph.Input(Momentum, number, size);
        var variance = graph.Input(Variance, number, size);
        var codes = graph.Input(Codes, TensorElementType.Int32, batch, columns);
        var numbers = network.Numbers > 0 ? graph.Input(Numbers, number, batch, network.Numbers) : default;
        var dense = graph.Input(Dense, number, batch, network.TableRows + network.Numbers + 1);
        var labels = graph.Input(Labels, number, batch, 1);
        var rate = graph.Input(Rate, number, 1);

        var parts = Unflatten(graph, flat, network);
        var sums = network.Forward(graph, parts, codes, numbers);
        var logit = sums[^1];
        var loss = graph.Mean(graph.Minus(graph.Softplus(logit), graph.Times(labels, logit)));
        var delta = graph.Times(graph.Minus(graph.Sigmoid(logit), labels), graph.Constant(1f / batch));
        var gradient = Backward(graph, network, parts, sums, dense, delta);
        var (stepped, newMomentum, newVariance) = Adam(graph, flat, momentum, variance, gradient, rate);

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
        GraphBuilder graph, Network network, Value[] parts, IReadOnlyList<Value> sums, Value dense, Value delta)
    {
        var gradients = new List<Value>();
        var zero = graph.Constant(0f);
        for (var layer = network.Widths.Count - 1; layer > 0; layer--)
        {
            var weights = parts[parts.Length - 2 * (network.Widths.Count - layer)];
            var input = graph.Relu(sums[layer - 1]);
            gradients.Insert(0, graph.Reshape(graph.Sum(delta, axis: 0), -1));
            gradients.Insert(0, graph.Reshape(graph.Product(input, delta, transposeA: true), -1));
            var back = graph.Product(delta, weights, transposeB: true);
            delta = graph.Where(graph.Greater(sums[layer - 1], zero), back, zero);
        }

        // One product gives the gradients of the table, of the numbers' weights and of the bias, which follow each other in the vector.
        gradients.Insert(0, graph.Reshape(graph.Product(dense, delta, transposeA: true), -1));
        return graph.Join([.. gradients], axis: 0);
    }

    private static (Value Parameters, Value Momentum, Value Variance) Adam(
        GraphBuilder graph, Value flat, Value momentum, Value variance, Value gradient, Value rate)
    {
        var newMomentum = graph.Plus(
            graph.Times(momentum, graph.Constant(MomentumDecay)), graph.Times(gradient, graph.Constant(1 - MomentumDecay)));
        var newVariance = graph.Plus(
            graph.Times(variance, graph.Constant(VarianceDecay)),
            graph.Times(graph.Times(gradient, gradient), graph.Constant(1 - VarianceDecay)));
        var move = graph.Over(
            graph.Times(newMomentum, rate), graph.Plus(graph.Root(newVariance), graph.Constant(Epsilon)));
        return (graph.Minus(flat, move), newMomentum, newVariance);
    }
}
