using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>How an execution ended: with a value, with a failure, or by starting anew.</summary>
internal sealed record OrchestrationOutcome
{
    public string? Output { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public NewExecution? StartsAnew { get; init; }

    public static OrchestrationOutcome Failed(Exception error) => new() { Failure = TaskFailureDetails.FromException(error) };
}
