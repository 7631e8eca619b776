namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>An orchestrator's code holds its thread, as by waiting for a task without awaiting it.</summary>
public sealed class OrchestratorBlockedException(string message) : Exception(message);
