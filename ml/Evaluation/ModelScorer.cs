using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Models;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Scores tables with a model: one input a column, [N,1], float or string; one output, as <see cref="ModelOutput"/> names it.
/// </summary>
public sealed class ModelScorer : IDisposable
{
    /// <summary>Rows a run; enough to keep the operators busy, few enough to stay in cache.</summary>
    private const int BatchRows = 4096;

    /// <summary>The longest that a run of so many rows may take; a hundredth of it is usual.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(1);

    private readonly string _name;
    private readonly InferenceSession _session;
    private readonly string[] _inputs;

    private readonly string _output;

    private ModelScorer(string name, InferenceSession session, TaskKind task)
    {
        this._name = name;
        this._session = session;
        (Task, _output) = (task, ModelOutput.NameOf(task));
        Outputs = task == TaskKind.MultiClass ? session.OutputMetadata[_output].Dimensions[^1] : 1;
        _inputs = [.. session.InputNames];
    }

    /// <summary>The columns that the model takes.</summary>
    public IReadOnlyList<string> Columns => _inputs;

    /// <summary>The same, as columns to be read: numbers, and categories.</summary>
    public IReadOnlyList<ColumnDefinition> Inputs =>
        [
            .. _inputs.Select(name => new ColumnDefinition
            {
                Name = name,
                Type = _session.InputMetadata[name].ElementDataType == TensorElementType.String ? ColumnType.Category : ColumnType.Number,
            }),
        ];

    public TaskKind Task { get; }

    /// <summary>Numbers that the model gives a row.</summary>
    public int Outputs { get; }

    /// <param name="model">The ONNX model.</param>
    /// <param name="name">Names it in messages: a version, or a digest.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="ModelException">The bytes are no ONNX model, or one without the output.</exception>
    public static ModelScorer Open(byte[] model, string name, int threads = 2)
    {
        InferenceSession session;
        try
        {
            session = ModelSession.Open(model, threads);
        }
        catch (ForbiddenModelException forbidden)
        {
            throw new ModelException(name, forbidden.Message, forbidden);
        }
        catch (OnnxRuntimeException broken)
        {
            throw new ModelException(name, $"is not an ONNX model that can be run: {broken.Message}", broken);
        }

        foreach (var task in Enum.GetValues<TaskKind>())
        {
            if (
                session.OutputMetadata.TryGetValue(ModelOutput.NameOf(task), out var output)
                && output is { IsTensor: true, ElementDataType: TensorElementType.Float }
                && (task != TaskKind.MultiClass || output.Dimensions is [_, > 1])
            )
            {
                return new ModelScorer(name, session, task);
            }
        }

        var outputs = string.Join(", ", session.OutputNames);
        session.Dispose();
        throw new ModelException(
            name,
            $"has no float output '{string.Join("', '", Enum.GetValues<TaskKind>().Select(ModelOutput.NameOf))}'; it has: {outputs}."
        );
    }

    /// <exception cref="ModelException">The model answers something else than the label asks for.</exception>
    public void Require(LabelDefinition label)
    {
        if (Task != label.Task || (Task == TaskKind.MultiClass && Outputs != label.Values.Count))
        {
            var wanted = label.Task == TaskKind.MultiClass ? $"float [N, {label.Values.Count}]" : "float [N]";
            throw new ModelException(
                _name,
                $"gives '{_output}'{(Task == TaskKind.MultiClass ? $" of {Outputs} classes" : "")}, but the label "
                    + $"'{label.Name}' asks for '{ModelOutput.NameOf(label.Task)}', {wanted}."
            );
        }
    }

    /// <summary>
    /// P(positive) or the number of each row, or row by row a probability a class, in the table's order. Columns that the model does not
    /// take are not looked at.
    /// </summary>
    /// <exception cref="ModelException">The table lacks an input, has it in another kind, or the model gave something that is no
    /// probability, or no number.</exception>
    public float[] Score(Table table, CancellationToken cancellation = default)
    {
        var columns = _inputs.Select(input => Fitting(table, input)).ToArray();
        var answers = new float[table.RowCount * Outputs];
        using var run = new BoundedRun(RunLimit);
        using var cut = cancellation.Register(run.Cut);
        for (var from = 0; from < table.RowCount; from += BatchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            Score(columns, from, Math.Min(BatchRows, table.RowCount - from), answers.AsSpan(from * Outputs), run, cancellation);
        }

        return answers;
    }

    public void Dispose() => _session.Dispose();

    private void Score(ScoredColumn[] columns, int from, int count, Span<float> answers, BoundedRun run, CancellationToken cancellation)
    {
        var values = new OrtValue[columns.Length];
        try
        {
            for (var i = 0; i < columns.Length; i++)
            {
                values[i] = columns[i].Slice(from, count);
            }

            run.Begin();
            // Whoever cancelled before this found nothing to end.
            cancellation.ThrowIfCancellationRequested();
            using var results = _session.Run(run.Options, _inputs, values, [_output]);
            var scored = results[0].GetTensorDataAsSpan<float>();
            if (scored.Length != count * Outputs)
            {
                throw new ModelException(
                    _name,
                    $"gave {scored.Length} {(Task == TaskKind.Regression ? "numbers" : "probabilities")} for {count} rows."
                );
            }

            scored.CopyTo(answers);
        }
        catch (OnnxRuntimeException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            var explained = run.Explain(failed);
            throw new ModelException(
                _name,
                explained is ModelLimitException
                    ? $"{explained.Message}, on rows {from + 1} to {from + count}."
                    : $"failed on rows {from + 1} to {from + count}: {failed.Message}",
                failed
            );
        }
        finally
        {
            run.End();
            foreach (var value in values)
            {
                value?.Dispose();
            }
        }

        for (var i = 0; i < count * Outputs; i++)
        {
            if (Task == TaskKind.Regression ? !float.IsFinite(answers[i]) : !(answers[i] is >= 0 and <= 1))
            {
                throw new ModelException(
                    _name,
                    $"gave {answers[i]} for row {from + i / Outputs + 1}, which is no "
                        + $"{(Task == TaskKind.Regression ? "finite number" : "probability")}."
                );
            }
        }
    }

    private ScoredColumn Fitting(Table table, string input)
    {
        if (!table.Has(input))
        {
            throw new ModelException(
                _name,
                $"takes '{input}', which the data lacks; it has: {string.Join(", ", table.Columns.Select(column => column.Name))}."
            );
        }

        var type = _session.InputMetadata[input].ElementDataType;
        return (table[input], type) switch
        {
            (NumberColumn numbers, TensorElementType.Float) => new ScoredNumbers(numbers),
            (CategoryColumn categories, TensorElementType.String) => new ScoredCategories(categories),
            (var column, _) => throw new ModelException(
                _name,
                $"takes '{input}' as {type}, but the data has {(column is NumberColumn ? "numbers" : "categories")} there."
            ),
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
        private readonly byte[][] _texts = Array.ConvertAll(column.Dictionary, Encoding.UTF8.GetBytes);

        public override OrtValue Slice(int from, int count)
        {
            var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [count, 1]);
            for (var i = 0; i < count; i++)
            {
                if (column.Codes[from + i] is var code and not CategoryColumn.Missing)
                {
                    value.StringTensorSetElementAt(_texts[code], i);
                }
            }

            return value;
        }
    }
}
