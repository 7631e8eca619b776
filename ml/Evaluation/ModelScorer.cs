using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Ml.Evaluation;

/// <summary>Scores tables with a model: one input a column, [N,1], float or string; output <c>probability</c>, float [N].</summary>
public sealed class ModelScorer : IDisposable
{
    /// <summary>Rows a run; enough to keep the operators busy, few enough to stay in cache.</summary>
    private const int BatchRows = 4096;
    private const string Probability = "probability";

    private readonly string name;
    private readonly InferenceSession session;
    private readonly string[] inputs;

    private ModelScorer(string name, InferenceSession session)
    {
        this.name = name;
        this.session = session;
        inputs = [.. session.InputNames];
    }

    /// <summary>The columns that the model takes.</summary>
    public IReadOnlyList<string> Columns => inputs;

    /// <param name="model">The ONNX model.</param>
    /// <param name="name">Names it in messages: a version, or a digest.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="ModelException">The bytes are no ONNX model, or one without the output.</exception>
    public static ModelScorer Open(byte[] model, string name, int threads = 2)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        InferenceSession session;
        try
        {
            session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException broken)
        {
            throw new ModelException(name, $"is not an ONNX model that can be run: {broken.Message}", broken);
        }

        if (session.OutputMetadata.TryGetValue(Probability, out var output)
            && output is { IsTensor: true, ElementDataType: TensorElementType.Float })
        {
            return new ModelScorer(name, session);
        }

        var outputs = string.Join(", ", session.OutputNames);
        session.Dispose();
        throw new ModelException(name, $"has no float output '{Probability}'; it has: {outputs}.");
    }

    /// <summary>P(positive) of each row, in the table's order. Columns that the model does not take are not looked at.</summary>
    /// <exception cref="ModelException">The table lacks an input, has it in another kind, or the model gave something that is no probability.</exception>
    public float[] Score(Table table, CancellationToken cancellation = default)
    {
        var columns = inputs.Select(input => Fitting(table, input)).ToArray();
        var probabilities = new float[table.RowCount];
        using var run = new RunOptions();
        for (var from = 0; from < table.RowCount; from += BatchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            Score(columns, from, probabilities.AsSpan(from, Math.Min(BatchRows, table.RowCount - from)), run);
        }

        return probabilities;
    }

    public void Dispose() => session.Dispose();

    private void Score(ScoredColumn[] columns, int from, Span<float> probabilities, RunOptions run)
    {
        var values = new OrtValue[columns.Length];
        try
        {
            for (var i = 0; i < columns.Length; i++)
            {
                values[i] = columns[i].Slice(from, probabilities.Length);
            }

            using var results = session.Run(run, inputs, values, [Probability]);
            var scored = results[0].GetTensorDataAsSpan<float>();
            if (scored.Length != probabilities.Length)
            {
                throw new ModelException(name, $"gave {scored.Length} probabilities for {probabilities.Length} rows.");
            }

            scored.CopyTo(probabilities);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new ModelException(name, $"failed on rows {from + 1} to {from + probabilities.Length}: {failed.Message}", failed);
        }
        finally
        {
            foreach (var value in values)
            {
                value?.Dispose();
            }
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] is >= 0 and <= 1))
            {
                throw new ModelException(name, $"gave {probabilities[i]} for row {from + i + 1}, which is no probability.");
            }
        }
    }

    private ScoredColumn Fitting(Table table, string input)
    {
        if (!table.Has(input))
        {
            throw new ModelException(
                name, $"takes '{input}', which the data lacks; it has: {string.Join(", ", table.Columns.Select(column => column.Name))}.");
        }

        var type = session.InputMetadata[input].ElementDataType;
        return (table[input], type) switch
        {
            (NumberColumn numbers, TensorElementType.Float) => new ScoredNumbers(numbers),
            (CategoryColumn categories, TensorElementType.String) => new ScoredCategories(categories),
            (var column, _) => throw new ModelException(
                name, $"takes '{input}' as {type}, but the data has {(column is NumberColumn ? "numbers" : "categories")} there."),
        };
    }

    private abstract class ScoredColumn
    {
        public abstract OrtValue Slice(int from, int count);
    }

    private sealed class ScoredNumbers(NumberColumn column) : ScoredColumn
    {
        public override OrtValue Slice(int from, int count) =>
            OrtValue.CreateTensorValueFromMemory(column.Values.AsSpan(from, count).ToArray(), [count, 1]);
    }

    private sealed class ScoredCategories(CategoryColumn column) : ScoredColumn
    {
        private readonly byte[][] texts = Array.ConvertAll(column.Dictionary, Encoding.UTF8.GetBytes);

        public override OrtValue Slice(int from, int count)
        {
            var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [count, 1]);
            for (var i = 0; i < count; i++)
            {
                if (column.Codes[from + i] is var code and not CategoryColumn.Missing)
                {
                    value.StringTensorSetElementAt(texts[code], i);
                }
            }

            return value;
        }
    }
}
