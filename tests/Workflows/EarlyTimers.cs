namespace ServerlessML.Tests.Workflows;

/// <summary>The same stories where each timer fires a second early, as those of Azure Storage may.</summary>
public static class EarlyTimers
{
    public sealed class Approvals : ApprovalStageTests
    {
        public Approvals() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class Rollouts : RolloutTests
    {
        public Rollouts() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class WatchedRollouts : WatchedRolloutTests
    {
        public WatchedRollouts() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class Phases : RolloutPhaseTests
    {
        public Phases() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class Lifecycles : ModelLifecycleTests
    {
        public Lifecycles() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class Trainings : ModelTrainingTests
    {
        public Trainings() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class SharedTrainings : Training.SharedTrainingTests
    {
        public SharedTrainings() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class Searches : Training.ModelSearchTests
    {
        public Searches() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class Cancellations : RunCancellationTests
    {
        public Cancellations() => WorkflowHost.Earliness = WorkflowHost.Second;
    }

    public sealed class Reproductions : ModelReproductionTests
    {
        public Reproductions() => WorkflowHost.Earliness = WorkflowHost.Second;
    }
}
