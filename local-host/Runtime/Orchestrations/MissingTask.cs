namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>The types of failure, named as the SDK names them, of a task that nobody has registered.</summary>
internal static class MissingTask
{
    public const string Activity = "ActivityTaskNotFound";
    public const string Orchestrator = "OrchestratorTaskNotFound";
}
