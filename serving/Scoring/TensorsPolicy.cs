using Microsoft.Extensions.ObjectPool;
using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Serving.Scoring;

/// <summary>Makes the reused tensors of one model.</summary>
internal sealed class TensorsPolicy(ScoringPlan plan, InferenceSession session, ModelPlace place) : PooledObjectPolicy<Tensors>
{
    public override Tensors Create() => new(plan, session, Tensors.Usual, place);

    public override bool Return(Tensors obj)
    {
        obj.Clear();
        return true;
    }
}
