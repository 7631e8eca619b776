using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Bench.Serving;

/// <summary>ONNX Runtime alone: one row again and again on one thread, with inputs that stay.</summary>
internal sealed class OrtLoop : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtValue[] _inputs;

    public OrtLoop(byte[] model, JsonObject row)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        _session = new(model, options);
        _inputs = [.. _session.InputNames.Select(name => Input(_session.InputMetadata[name], row[name]!))];
    }

    /// <returns>Runs a second.</returns>
    public double Run(TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp(),
            runs = 0;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            using var results = _session.Run(_run, _session.InputNames, _inputs, ["probability"]);
            runs++;
        }

        return runs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        Array.ForEach(_inputs, input => input.Dispose());
        _session.Dispose();
        _run.Dispose();
    }

    private static OrtValue Input(NodeMetadata input, JsonNode value)
    {
        if (input.ElementDataType != TensorElementType.String)
        {
            return OrtValue.CreateTensorValueFromMemory([value.GetValue<float>()], [1, 1]);
        }

        var texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [1, 1]);
        texts.StringTensorSetElementAt(value.GetValue<string>(), 0);
        return texts;
    }
}
