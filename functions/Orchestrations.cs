using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Reproduction;
using ServerlessML.Workflows.Rollout;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;

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

    [Function(nameof(SharedTraining))]
    public static Task<TrainOutcome> RunSharedTraining([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new SharedTraining().RunAsync(context, Input<TrainRequest>(context));

    [Function(nameof(ModelSearch))]
    public static Task<SearchOutcome> RunModelSearch([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelSearch().RunAsync(context, Input<SearchProgress>(context));

    [Function(nameof(ModelTrial))]
    public static Task<TrialReport> RunModelTrial([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelTrial().RunAsync(context, Input<TrialRequest>(context));

    [Function(nameof(ModelRollout))]
    public static Task<RampOutcome> RunModelRollout([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelRollout().RunAsync(context, Input<RolloutProgress>(context));

    [Function(nameof(DeploymentQueue))]
    public static Task<Claim> RunDeploymentQueue([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new DeploymentQueue().RunAsync(context, Input<ClaimRequest>(context));

    [Function(nameof(ModelReproduction))]
    public static Task<LifecycleResult> RunModelReproduction([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ModelReproduction().RunAsync(context, Input<ReproductionRequest>(context));

    [Function(nameof(RunCancellation))]
    public static Task<CancelOutcome> RunRunCancellation([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new RunCancellation().RunAsync(context, Input<CancelRequest>(context));

    [Function(nameof(RollbackCompletion))]
    public static Task<bool> RunRollbackCompletion([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new RollbackCompletion().RunAsync(context, Input<RollbackRequest>(context));

    [Function(nameof(PeopleNotification))]
    public static Task<int> RunPeopleNotification([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new PeopleNotification().RunAsync(context, Input<NotificationRequest>(context));

    private static T Input<T>(TaskOrchestrationContext context)
        where T : class =>
        context.GetInput<T>() ?? throw new InvalidOperationException($"{context.Name} was started without its input, a {typeof(T).Name}.");
}
