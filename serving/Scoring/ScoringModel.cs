using Microsoft.Extensions.ObjectPool;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ServerlessML.Serving;

/// <summary>
/// One loaded model, shared by all requests to it. It is counted: whoever serves or plans with it holds it, and the last to let go
/// frees the session, so a request that was taken before a plan changed finishes on the model that it started with.
/// </summary>
public sealed class ScoringModel
{
    private static readonly string[] Outputs = [ScoringPlan.Output];
    private static readonly RunOptions Defaults = new();

    private readonly InferenceSession _session;
    private readonly ObjectPool<RowBatch> _batches;
    private readonly Action<ScoringModel> _freed;
    private int _holders = 1;

    private ScoringModel(Digest digest, InferenceSession session, Action<ScoringModel> freed)
    {
        Digest = digest;
        _session = session;
        _freed = freed;
        Plan = ScoringPlan.Compile(session);
        _batches = new DefaultObjectPool<RowBatch>(new RowBatchPolicy(Plan), maximumRetained: 64);
    }

    public Digest Digest { get; }

    public ScoringPlan Plan { get; }

    public bool IsFreed => Volatile.Read(ref _holders) == 0;

    /// <summary>Makes the session and runs it once, so that the first request pays for nothing. The caller holds the result.</summary>
    /// <param name="digest">What the bytes were verified against.</param>
    /// <param name="onnx">The model.</param>
    /// <param name="freed">Called once, when the last holder has let go.</param>
    /// <exception cref="ModelRejectedException">The bytes are no model that can be served.</exception>
    public static ScoringModel Load(Digest digest, byte[] onnx, Action<ScoringModel> freed)
    {
        InferenceSession? session = null;
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
            // Requests are the parallelism; a spinning pool of each model would take the cores from them.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            session = new InferenceSession(onnx, options);
            var model = new ScoringModel(digest, session, freed);
            model.Warm();
            return model;
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or ModelRejectedException)
        {
            session?.Dispose();
            throw new ModelRejectedException($"Model {digest.Short} cannot be served: {failure.Message}", failure);
        }
    }

    /// <summary>False when the model has been freed: take the deployment's current plan and route again.</summary>
    public bool TryHold()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _session.Dispose();
            _freed(this);
        }
    }

    public RowBatch RentBatch() => _batches.Get();

    public void Return(RowBatch batch) => _batches.Return(batch);

    /// <summary>Fills the batch's probabilities, one for each row. Safe to call from many threads, each with its own batch.</summary>
    /// <exception cref="OnnxRuntimeException">The graph failed on these rows.</exception>
    public void Score(RowBatch batch)
    {
        var inputs = new OrtValue[Plan.Columns.Count];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                inputs[i] = ToTensor(Plan.Columns[i], batch);
            }

            using var results = _session.Run(Defaults, Plan.InputNames, inputs, Outputs);
            var probabilities = results[0].GetTensorDataAsSpan<float>();
            if (probabilities.Length != batch.Count)
            {
                throw new ModelRejectedException($"The graph gave {probabilities.Length} probabilities for {batch.Count} rows.");
            }

            probabilities.CopyTo(batch.Probabilities);
        }
        finally
        {
            foreach (var input in inputs)
            {
                input?.Dispose();
            }
        }
    }

    private static OrtValue ToTensor(FeatureColumn column, RowBatch batch)
    {
        long[] shape = column.Rank == 1 ? [batch.Count] : [batch.Count, 1];
        if (!column.IsText)
        {
            return OrtValue.CreateTensorValueFromMemory(batch.NumbersOf(column), shape);
        }

        var texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (var row = 0; row < batch.Count; row++)
        {
            var text = batch.TextOf(column, row);
            if (!text.IsEmpty)
            {
                texts.StringTensorSetElementAt(text, row);
            }
        }

        return texts;
    }

    private void Warm()
    {
        var batch = RentBatch();
        batch.AddRow();
        batch.AddRow();
        Score(batch);
        Return(batch);
    }
}
