using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Models;

namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>A model that ONNX Runtime has loaded in this process.</summary>
internal sealed class LoadedModel : ILoadedModel
{
    /// <summary>The longest that a run of a few thousand rows may take; a hundredth of it is usual.</summary>
    public static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(1);

    private readonly InferenceSession _session;
    private readonly string[] _names;

    private LoadedModel(InferenceSession session)
    {
        _session = session;
        _names = [.. session.InputNames];
        Inputs = [.. _names.Select(name => Tensor(name, session.InputMetadata[name]))];
        Outputs = [.. session.OutputNames.Select(name => Tensor(name, session.OutputMetadata[name]))];
    }

    public IReadOnlyList<ModelTensor> Inputs { get; }

    public IReadOnlyList<ModelTensor> Outputs { get; }

    /// <exception cref="ForbiddenModelException">The bytes hold what no model may, or cannot be run; the message follows the model's
    /// name.</exception>
    public static LoadedModel Open(byte[] model, int threads)
    {
        try
        {
            return new(ModelSession.Open(model, threads));
        }
        catch (OnnxRuntimeException broken)
        {
            throw new ForbiddenModelException($"is not an ONNX model that can be run: {broken.Message}");
        }
    }

    public (float[] Answers, TimeSpan Took) Run(IReadOnlyList<ColumnSlice> columns, string output, CancellationToken cancellation)
    {
        var values = new OrtValue[columns.Count];
        using var run = new BoundedRun(RunLimit);
        using var cut = cancellation.Register(run.Cut);
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Value(columns[i]);
            }

            run.Begin();
            // Whoever cancelled before this found nothing to end.
            cancellation.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            using var results = _session.Run(run.Options, _names, values, [output]);
            var took = Stopwatch.GetElapsedTime(began);
            return (results[0].GetTensorDataAsSpan<float>().ToArray(), took);
        }
        catch (OnnxRuntimeException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            var explained = run.Explain(failed);
            throw new RunFailedException(explained.Message, explained is ModelLimitException, failed);
        }
        finally
        {
            run.End();
            foreach (var value in values)
            {
                value?.Dispose();
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Value(ColumnSlice column)
    {
        if (column.Numbers is { } numbers)
        {
            return OrtValue.CreateTensorValueFromMemory(numbers, [numbers.Length, 1]);
        }

        var texts = column.Texts!;
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [texts.Length, 1]);
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i].Length > 0)
            {
                value.StringTensorSetElementAt(texts[i], i);
            }
        }

        return value;
    }

    private static ModelTensor Tensor(string name, NodeMetadata known) =>
        new(name, known.IsTensor, known.IsTensor ? known.ElementDataType : default, known.IsTensor ? known.Dimensions : []);
}
