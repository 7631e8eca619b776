using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving;

/// <summary>Makes the reused tensors of one model.</summary>
internal sealed class TensorsPolicy(ScoringPlan plan) : PooledObjectPolicy<Tensors>
{
    public override Tensors Create() => new(plan, Tensors.Usual);

    public override bool Return(Tensors obj)
    {
        obj.Clear();
        return true;
    }
}
