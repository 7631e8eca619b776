using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving.Capture;

/// <summary>Copies for reuse.</summary>
public sealed class RowCopies
{
    private readonly DefaultObjectPool<RowCopy> _pool = new(new Policy(), maximumRetained: 1_024);

    public RowCopy Of(RowBatch batch)
    {
        var copy = _pool.Get();
        copy.Take(batch);
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
