using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving.Scoring;

/// <summary>Makes batches for one model, and keeps those that have not grown out of proportion.</summary>
internal sealed class RowBatchPolicy(ScoringPlan plan) : PooledObjectPolicy<RowBatch>
{
    private const int LargestTextRoom = 64 * 1024;

    public override RowBatch Create() => new(plan);

    public override bool Return(RowBatch obj)
    {
        obj.Clear();
        return obj.TextRoom <= LargestTextRoom;
    }
}
