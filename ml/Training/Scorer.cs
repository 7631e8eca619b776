using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Training;

/// <summary>The trainer's own forward pass: answers for encoded rows under parameters that still change.</summary>
internal sealed class Scorer(Network network, Head head, int columns, TrainingOptions options) : IDisposable
{
    private const int Rows = 4096;
    private const string Answer = "answer";

    private readonly InferenceSession _session = Sessions.Open(Graph(network, head, columns), options);
    private readonly RunOptions _run = new();

    /// <summary>One a row, or row by row one a class.</summary>
    public float[] Score(EncodedRows rows, ReadOnlySpan<int> chosen, float[] parameters)
    {
        var answers = new float[chosen.Length * head.Outputs];
        using var flat = OrtValue.CreateTensorValueFromMemory(parameters, [parameters.Length]);
        for (var from = 0; from < chosen.Length; from += Rows)
        {
            var part = chosen.Slice(from, Math.Min(Rows, chosen.Length - from));
            var codes = new int[part.Length * rows.CodesPerRow];
            var numbers = new float[part.Length * rows.NumbersPerRow];
            for (var i = 0; i < part.Length; i++)
            {
                rows.CodesOf(part[i]).CopyTo(codes.AsSpan(i * rows.CodesPerRow));
                rows.NumbersOf(part[i]).CopyTo(numbers.AsSpan(i * rows.NumbersPerRow));
            }

            using var codesValue = OrtValue.CreateTensorValueFromMemory(codes, [part.Length, rows.CodesPerRow]);
            using var numbersValue = OrtValue.CreateTensorValueFromMemory(numbers, [part.Length, rows.NumbersPerRow]);
            var inputs = new Dictionary<string, OrtValue> { [StepGraph.Parameters] = flat, [StepGraph.Codes] = codesValue };
            if (rows.NumbersPerRow > 0)
            {
                inputs.Add(StepGraph.Numbers, numbersValue);
            }

            using var results = _session.Run(_run, inputs, [Answer]);
            results[0].GetTensorDataAsSpan<float>().CopyTo(answers.AsSpan(from * head.Outputs));
        }

        return answers;
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static byte[] Graph(Network network, Head head, int columns)
    {
        var graph = new GraphBuilder("forward");
        var flat = graph.Input(StepGraph.Parameters, TensorElementType.Float, network.ParameterCount);
        var codes = graph.Input(StepGraph.Codes, TensorElementType.Int32, "N", columns);
        var numbers = network.Numbers > 0 ? graph.Input(StepGraph.Numbers, TensorElementType.Float, "N", network.Numbers) : default;
        var sums = network.Forward(graph, StepGraph.Unflatten(graph, flat, network), codes, numbers);
        graph.Output(graph.Reshape(head.Answer(graph, sums[^1]), -1), Answer, TensorElementType.Float, "M");
        return graph.Build();
    }
}
