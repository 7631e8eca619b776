namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>An orchestrator's code waits for, or continues on, something that its history cannot know of.</summary>
public sealed class NonDurableAwaitException(string message) : Exception(message);
