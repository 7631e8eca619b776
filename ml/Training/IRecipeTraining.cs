using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>One training of a recipe, from the first or a kept state to what it learnt.</summary>
/// <typeparam name="T">What is learnt.</typeparam>
internal interface IRecipeTraining<T>
{
    /// <returns>What is learnt, how it went, and what was said of <see cref="RowPlan.Measured"/>; null where those cannot tell.</returns>
    /// <exception cref="TrainingException">The rows or the parameters cannot give a model.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged or another training's.</exception>
    (T Learnt, TrainingMetrics Metrics, float[]? Answers) Run(
        Action<TrainingStep>? progress,
        StateKeeper? keeper,
        CancellationToken cancellation
    );

    /// <summary>Takes a sample of answers that the training itself gives; null where no row is there to try it on.</summary>
    TrainedSample? Sample(T learnt);
}
