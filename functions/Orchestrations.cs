using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using ServerlessML.Workflows;

namespace ServerlessML.Functions;

/// <summary>Makes the workflows known to the host.</summary>
public static class Orchestrations
{
    [Function(nameof(ModelLifecycle))]
    public static Task<LifecycleResult> RunModelLifecycle([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelLifecycle().RunAsync(context, Input<LifecycleRequest>(context));

    [Function(nameof(ModelTraining))]
    public static Task<TrainOutcome> RunModelTraining([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelTraining().RunAsync(context, Input<TrainRequest>(context));

    [Function(nameof(ModelRollout))]
    public static Task<RampOutcome> RunModelRollout([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelRollout().RunAsync(context, Input<RolloutProgress>(context));

    [Function(nameof(ModelReproduction))]
    public static Task<LifecycleResult> RunModelReproduction([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelReproduction().RunAsync(context, Input<ReproductionRequest>(context));

    [Function(nameof(PeopleNotification))]
    public static Task<int> RunPeopleNotification([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new PeopleNotification().RunAsync(context, Input<NotificationRequest>(context));

    private static T Input<T>(TaskOrchestrationContext context)
        where T : class =>
        context.GetInput<T>() ?? throw new InvalidOperationException($"{context.Name} was started without its input, a {typeof(T).Name}.");
}
