using Microsoft.ML.OnnxRuntime;
using ServerlessML.Models;

namespace ServerlessML.Serving.Scoring;

/// <summary>
/// Rows as the runtime takes them, and its answers: buffers that stay where they are, bound to the session for each number of rows when
/// first needed and kept. So a run in steady state allocates nothing.
/// </summary>
internal sealed class Tensors : IDisposable
{
    /// <summary>Rows that the reused ones hold.</summary>
    public const int Usual = 64;

    private readonly ScoringPlan _plan;
    private readonly InferenceSession _session;
    private readonly ModelPlace _place;
    private readonly BoundedRun _run;
    private readonly float[][] _numbers;
    private readonly float[] _answers;
    private readonly Binding?[] _bindings;
    private readonly RowBatch?[] _parts;
    private int _partCount;

    public Tensors(ScoringPlan plan, InferenceSession session, int capacity, ModelPlace? place = null)
    {
        (_plan, _session, _place) = (plan, session, place ?? new ModelPlace(ScoringModel.UsualLimit));
        _run = new BoundedRun(_place.Limit);
        Capacity = capacity;
        _numbers = new float[plan.NumberCount][];
        for (var i = 0; i < _numbers.Length; i++)
        {
            _numbers[i] = Buffer(capacity);
        }

        _answers = GC.AllocateUninitializedArray<float>(capacity * plan.Width, pinned: capacity == Usual);
        _bindings = new Binding?[capacity + 1];
        _parts = new RowBatch?[Math.Min(capacity, Usual)];
    }

    public int Capacity { get; }

    /// <summary>Rows that are in.</summary>
    public int Count { get; private set; }

    /// <summary>The batches that are in, in their order.</summary>
    public ReadOnlySpan<RowBatch?> Parts => _parts.AsSpan(0, _partCount);

    /// <summary>Whether one more of the batches that are joined fits in.</summary>
    public bool HasRoom => Count + DynamicBatcher.MostRows <= Capacity;

    public void Add(RowBatch batch)
    {
        foreach (var column in _plan.ColumnSpan)
        {
            if (!column.IsText)
            {
                batch.NumbersOf(column).AsSpan(0, batch.Count).CopyTo(_numbers[column.Slot].AsSpan(Count));
            }
        }

        _parts[_partCount++] = batch;
        Count += batch.Count;
    }

    public void Clear()
    {
        Array.Clear(_parts, 0, _partCount);
        (Count, _partCount) = (0, 0);
    }

    /// <summary>Scores the rows that are in, and gives each batch its answers.</summary>
    /// <exception cref="OnnxRuntimeException">The graph failed on these rows, or does not give one answer a row.</exception>
    /// <exception cref="ModelLimitException">It took more time or memory than it may, or did so before and has its one run now.</exception>
    public void Run()
    {
        var binding = _bindings[Count] ??= Bind(Count);
        foreach (var column in _plan.ColumnSpan)
        {
            if (column.IsText)
            {
                FillTexts(column, binding.Inputs[column.Index]);
            }
        }

        Bounded(binding, static (tensors, bound) => tensors._session.RunWithBinding(tensors._run.Options, bound.Bound));
        var from = 0;
        foreach (var part in Parts)
        {
            var length = part!.Count * _plan.Width;
            _answers.AsSpan(from, length).CopyTo(part.Answers);
            from += length;
        }
    }

    /// <summary>Runs on the rows that are in, and tells what shape the graph gives the output.</summary>
    public long[] ShapeOfOutput()
    {
        var inputs = MakeInputs(Count);
        try
        {
            long[] shape = [];
            Bounded(inputs, (tensors, given) =>
            {
                using var results = tensors._session.Run(tensors._run.Options, _plan.Names, given, [_plan.OutputName]);
                shape = results[0].GetTensorTypeAndShape().Shape;
            });
            return shape;
        }
        finally
        {
            Array.ForEach(inputs, input => input.Dispose());
        }
    }

    public void Dispose()
    {
        foreach (var binding in _bindings)
        {
            binding?.Dispose();
        }

        _run.Dispose();
    }

    private void Bounded<T>(T given, Action<Tensors, T> run)
    {
        var alone = _place.Enter();
        var kept = false;
        _run.Begin();
        try
        {
            run(this, given);
            kept = true;
        }
        catch (OnnxRuntimeException failure)
        {
            var explained = _run.Explain(failure);
            kept = explained is not ModelLimitException;
            if (!kept)
            {
                throw explained;
            }

            throw;
        }
        finally
        {
            _run.End();
            _place.Leave(alone, kept);
        }
    }

    private Binding Bind(int rows)
    {
        var binding = new Binding(_session.CreateIoBinding(), MakeInputs(rows), Make(_answers, rows, _plan.OutputRank, _plan.Width));
        foreach (var (index, input) in binding.Inputs.Index())
        {
            binding.Bound.BindInput(_plan.Names[index], input);
        }

        binding.Bound.BindOutput(_plan.OutputName, binding.Output);
        return binding;
    }

    private void FillTexts(FeatureColumn column, OrtValue texts)
    {
        var to = 0;
        foreach (var part in Parts)
        {
            for (var row = 0; row < part!.Count; row++)
            {
                texts.StringTensorSetElementAt(part.TextOf(column, row), to++);
            }
        }
    }

    private OrtValue[] MakeInputs(int rows)
    {
        var values = new OrtValue[_plan.Columns.Count];
        foreach (var column in _plan.ColumnSpan)
        {
            values[column.Index] = column.IsText
                ? OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, Shape(rows, column.Rank))
                : Make(_numbers[column.Slot], rows, column.Rank);
        }

        return values;
    }

    private static OrtValue Make(float[] data, int rows, int rank, int width = 1) =>
        OrtValue.CreateTensorValueFromMemory(data, Shape(rows, rank, width));

    private static long[] Shape(int rows, int rank, int width = 1) => rank == 1 ? [rows] : [rows, width];

    // Kept ones live pinned: among the other objects they would be in the collector's way.
    private static float[] Buffer(int capacity) => GC.AllocateUninitializedArray<float>(capacity, pinned: capacity == Usual);

    private sealed record Binding(OrtIoBinding Bound, OrtValue[] Inputs, OrtValue Output) : IDisposable
    {
        public void Dispose()
        {
            Bound.Dispose();
            Array.ForEach(Inputs, input => input.Dispose());
            Output.Dispose();
        }
    }
}
