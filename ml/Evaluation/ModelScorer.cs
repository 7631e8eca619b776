using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Evaluation.Scoring;
using ServerlessML.Models;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Scores tables with a model: one input a column, [N,1], float or string; one output, as <see cref="ModelOutput"/> names it.
/// </summary>
public sealed class ModelScorer : IDisposable
{
    /// <summary>Rows a run; enough to keep the operators busy, few enough to stay in cache.</summary>
    private const int BatchRows = 4096;

    private readonly string _name;
    private readonly ILoadedModel _model;

    private readonly string _output;

    private ModelScorer(string name, ILoadedModel model, TaskKind task, ModelTensor output)
    {
        (_name, _model, Task, _output) = (name, model, task, output.Name);
        Outputs = task == TaskKind.MultiClass ? output.Dimensions[^1] : 1;
        Columns = [.. model.Inputs.Select(input => input.Name)];
    }

    /// <summary>The columns that the model takes.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The same, as columns to be read: numbers, and categories.</summary>
    public IReadOnlyList<ColumnDefinition> Inputs =>
        [
            .. _model.Inputs.Select(input => new ColumnDefinition
            {
                Name = input.Name,
                Type = input.Type == TensorElementType.String ? ColumnType.Category : ColumnType.Number,
            }),
        ];

    public TaskKind Task { get; }

    /// <summary>Numbers that the model gives a row.</summary>
    public int Outputs { get; }

    /// <summary>How long the runs of the last <see cref="Score(Table, CancellationToken)"/> took.</summary>
    public TimeSpan Took { get; private set; }

    /// <param name="model">The ONNX model.</param>
    /// <param name="name">Names it in messages: a version, or a digest.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <param name="apart">The process that runs it; null for this one, which what it does then happens to.</param>
    /// <exception cref="ModelException">The bytes are no ONNX model, or one without the output.</exception>
    public static ModelScorer Open(byte[] model, string name, int threads = 2, ScoringProcess? apart = null)
    {
        ILoadedModel loaded;
        try
        {
            loaded = apart?.Open(model, threads) ?? LoadedModel.Open(model, threads);
        }
        catch (Exception e) when (e is ForbiddenModelException or RunFailedException)
        {
            throw new ModelException(name, e.Message, e);
        }

        foreach (var task in Enum.GetValues<TaskKind>())
        {
            if (
                loaded.Outputs.FirstOrDefault(output => output.Name == ModelOutput.NameOf(task))
                    is { IsTensor: true, Type: TensorElementType.Float } output
                && (task != TaskKind.MultiClass || output.Dimensions is [_, > 1])
            )
            {
                return new ModelScorer(name, loaded, task, output);
            }
        }

        var outputs = string.Join(", ", loaded.Outputs.Select(output => output.Name));
        loaded.Dispose();
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
        var columns = _model.Inputs.Select(input => Fitting(table, input)).ToArray();
        var answers = new float[table.RowCount * Outputs];
        Took = TimeSpan.Zero;
        for (var from = 0; from < table.RowCount; from += BatchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            Score(columns, from, Math.Min(BatchRows, table.RowCount - from), answers.AsSpan(from * Outputs), cancellation);
        }

        return answers;
    }

    public void Dispose() => _model.Dispose();

    private void Score(ScoredColumn[] columns, int from, int count, Span<float> answers, CancellationToken cancellation)
    {
        try
        {
            var (scored, took) = _model.Run([.. columns.Select(column => column.Slice(from, count))], _output, cancellation);
            Took += took;
            if (scored.Length != count * Outputs)
            {
                throw new ModelException(
                    _name,
                    $"gave {scored.Length} {(Task == TaskKind.Regression ? "numbers" : "probabilities")} for {count} rows."
                );
            }

            scored.CopyTo(answers);
        }
        catch (RunFailedException failed)
        {
            throw new ModelException(
                _name,
                failed.IsLimit
                    ? $"{failed.Message}, on rows {from + 1} to {from + count}."
                    : $"failed on rows {from + 1} to {from + count}: {failed.Message}",
                failed
            );
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

    private ScoredColumn Fitting(Table table, ModelTensor input)
    {
        if (!table.Has(input.Name))
        {
            throw new ModelException(
                _name,
                $"takes '{input.Name}', which the data lacks; it has: {string.Join(", ", table.Columns.Select(column => column.Name))}."
            );
        }

        return (table[input.Name], input.Type) switch
        {
            (NumberColumn numbers, TensorElementType.Float) => new ScoredNumbers(numbers),
            (CategoryColumn categories, TensorElementType.String) => new ScoredCategories(categories),
            (var column, var type) => throw new ModelException(
                _name,
                $"takes '{input.Name}' as {type}, but the data has {(column is NumberColumn ? "numbers" : "categories")} there."
            ),
        };
    }

    private abstract class ScoredColumn
    {
        public abstract ColumnSlice Slice(int from, int count);
    }

    private sealed class ScoredNumbers(NumberColumn column) : ScoredColumn
    {
        public override ColumnSlice Slice(int from, int count) => new(column.Values.AsSpan(from, count).ToArray(), null);
    }

    private sealed class ScoredCategories(CategoryColumn column) : ScoredColumn
    {
        private readonly byte[][] _texts = Array.ConvertAll(column.Dictionary, Encoding.UTF8.GetBytes);

        public override ColumnSlice Slice(int from, int count)
        {
            var texts = new byte[count][];
            for (var i = 0; i < count; i++)
            {
                texts[i] = column.Codes[from + i] is var code and not CategoryColumn.Missing ? _texts[code] : [];
            }

            return new(null, texts);
        }
    }
}
