namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>What an orchestration's next execution starts with (continue-as-new).</summary>
internal sealed record NewExecution(string? Input, string? Version, IReadOnlyList<(string Name, string? Payload)> CarriedEvents);
