namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>An orchestrator's code asks for something else than its history says it asked for.</summary>
public sealed class NonDeterminismException(string message) : Exception(message);
