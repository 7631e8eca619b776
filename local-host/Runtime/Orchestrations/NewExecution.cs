namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>With what an orchestration starts anew.</summary>
internal sealed record NewExecution(string? Input, string? Version, IReadOnlyList<(string Name, string? Payload)> CarriedEvents);
