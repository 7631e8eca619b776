using Microsoft.Extensions.ObjectPool;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts;
using ServerlessML.Models;

namespace ServerlessML.Serving.Scoring;

/// <summary>
/// One loaded model, shared by all requests to it. It is counted: whoever serves or plans with it holds it, and the last to let go
/// frees the session, so a request that was taken before a plan changed finishes on the model that it started with.
/// </summary>
public sealed class ScoringModel
{
    /// <summary>Rows scored together may differ from the same ones scored apart by the order of sums, and by no more.</summary>
    private const float Tolerance = 1e-4f;

    /// <summary>The longest that a run may take where the gateway's settings do not say.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(5);

    private readonly InferenceSession _session;
    private readonly ObjectPool<RowBatch> _batches;
    private readonly ObjectPool<Tensors> _tensors;
    private DynamicBatcher? _batcher;
    private readonly Action<ScoringModel> _freed;
    private readonly ReferenceCount _holders = new();
    private readonly ModelPlace _place;

    private ScoringModel(Digest digest, InferenceSession session, Action<ScoringModel> freed, TimeSpan limit)
    {
        Digest = digest;
        _session = session;
        _freed = freed;
        _place = new ModelPlace(limit);
        Plan = ScoringPlan.Compile(session);
        _batches = new DefaultObjectPool<RowBatch>(new RowBatchPolicy(Plan), maximumRetained: 64);
        // This provider's pools dispose what they hold, and what they have no room for.
        _tensors = new DefaultObjectPoolProvider { MaximumRetained = Environment.ProcessorCount * 2 }.Create(
            new TensorsPolicy(Plan, session, _place)
        );
    }

    public Digest Digest { get; }

    public ScoringPlan Plan { get; }

    /// <summary>Calls of the runtime for requests; null when the model's requests are never joined.</summary>
    public long? Runs => _batcher?.Runs;

    /// <summary>Makes the session and runs it once, so that the first request pays for nothing. The caller holds the result.</summary>
    /// <param name="digest">What the bytes were verified against.</param>
    /// <param name="onnx">The model.</param>
    /// <param name="freed">Called once, when the last holder has let go.</param>
    /// <param name="limit">The longest that a run may take; null for <see cref="UsualLimit"/>.</param>
    /// <exception cref="ModelRejectedException">The bytes are no model that can be served.</exception>
    public static ScoringModel Load(Digest digest, byte[] onnx, Action<ScoringModel> freed, TimeSpan? limit = null)
    {
        InferenceSession? session = null;
        try
        {
            // Requests are the parallelism.
            session = ModelSession.Open(onnx, threads: 1);
            var model = new ScoringModel(digest, session, freed, limit ?? UsualLimit);
            model._batcher = model.Warm()
                ? new DynamicBatcher(model._tensors.Get, model._tensors.Return, Environment.ProcessorCount)
                : null;
            return model;
        }
        catch (Exception failure)
            when (failure is OnnxRuntimeException or ModelRejectedException or ForbiddenModelException or ModelLimitException)
        {
            session?.Dispose();
            throw new ModelRejectedException(
                failure is ForbiddenModelException or ModelLimitException
                    ? $"Model {digest.Short} cannot be served: it {failure.Message}"
                    : $"Model {digest.Short} cannot be served: {failure.Message}",
                failure
            );
        }
    }

    /// <summary>False when the model has been freed: take the deployment's current plan and route again.</summary>
    public bool TryHold() => _holders.TryHold();

    public void LetGo()
    {
        if (_holders.LetGo())
        {
            (_tensors as IDisposable)?.Dispose();
            _session.Dispose();
            _freed(this);
        }
    }

    public RowBatch RentBatch() => _batches.Get();

    public void Return(RowBatch batch) => _batches.Return(batch);

    /// <summary>Fills the batch's answers. Safe to call from many threads, each with its own batch.</summary>
    /// <exception cref="OnnxRuntimeException">The graph failed on these rows.</exception>
    /// <exception cref="ModelLimitException">It took more time or memory than it may, or did so before and has its one run now.</exception>
    public void Score(RowBatch batch)
    {
        if (batch.Count > Tensors.Usual)
        {
            using var large = new Tensors(Plan, _session, batch.Count, _place);
            large.Add(batch);
            large.Run();
            return;
        }

        var tensors = _tensors.Get();
        try
        {
            tensors.Add(batch);
            tensors.Run();
        }
        finally
        {
            _tensors.Return(tensors);
        }
    }

    /// <summary>The same, perhaps in one run with other requests' rows. The batch is the scorer's until then.</summary>
    public ValueTask ScoreAsync(RowBatch batch)
    {
        if (_batcher is not null && batch.Count <= DynamicBatcher.MostRows)
        {
            return _batcher.ScoreAsync(batch);
        }

        Score(batch);
        return default;
    }

    /// <summary>
    /// Runs once without a shape of the output in mind, then together and apart: rows that look at each other are never joined with
    /// others'.
    /// </summary>
    private bool Warm()
    {
        var (both, missing, given) = (RentBatch(), RentBatch(), RentBatch());
        both.AddRows(2);
        missing.AddRow();
        given.AddRow();
        foreach (var column in Plan.ColumnSpan)
        {
            if (!column.IsText)
            {
                both.SetNumber(column, 1, 1);
                given.SetNumber(column, 0, 1);
            }
        }

        CheckOutput(both);
        Score(both);
        Score(missing);
        Score(given);
        var same = Agree(both.AnswerOf(0), missing.AnswerOf(0)) && Agree(both.AnswerOf(1), given.AnswerOf(0));
        Return(both);
        Return(missing);
        Return(given);
        return same;
    }

    private static bool Agree(ReadOnlySpan<float> some, ReadOnlySpan<float> others)
    {
        for (var i = 0; i < some.Length; i++)
        {
            var (one, other) = (some[i], others[i]);
            if (!(Math.Abs(one - other) <= Tolerance * Math.Max(1, Math.Abs(one))) && !(float.IsNaN(one) && float.IsNaN(other)))
            {
                return false;
            }
        }

        return true;
    }

    private void CheckOutput(RowBatch batch)
    {
        using var tensors = new Tensors(Plan, _session, batch.Count, _place);
        tensors.Add(batch);
        var shape = tensors.ShapeOfOutput();
        if (shape.Aggregate(1L, (product, length) => product * length) is var count && count != batch.Count * Plan.Width)
        {
            throw new ModelRejectedException(
                $"The graph gave {count} {(Plan.Task == TaskKind.Regression ? "numbers" : "probabilities")} for {batch.Count} rows."
            );
        }
    }
}
