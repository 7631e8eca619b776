using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving.Capture;

/// <summary>Copies for reuse.</summary>
public sealed class RowCopies
{
    private readonly DefaultObjectPool<RowCopy> _pool = new(new Policy(), maximumRetained: 1_024);

    /// <param name="batch">The rows.</param>
    /// <param name="answered">The same rows as the model had them that answered; null where that is the batch.</param>
    public RowCopy Of(RowBatch batch, RowBatch? answered = null)
    {
        var copy = _pool.Get();
        copy.Take(batch, answered ?? batch);
        return copy;
    }

    public void Return(RowCopy copy) => _pool.Return(copy);

    private sealed class Policy : PooledObjectPolicy<RowCopy>
    {
        private const int LargestKept = 64 * 1024;

        public override RowCopy Create() => new();

        public override bool Return(RowCopy obj) => obj.Room <= LargestKept;
    }
}
