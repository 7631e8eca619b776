using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>How an execution ended: with a value, with a failure, or by starting anew.</summary>
internal sealed record OrchestrationOutcome
{
    public string? Output { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public NewExecution? StartsAnew { get; init; }

    public static OrchestrationOutcome Failed(Exception error) => new() { Failure = Details(error) };

    // Of a failed task the cause is in its details, not in an inner exception.
    private static TaskFailureDetails Details(Exception error) =>
        error is TaskFailedException failed
            ? new(failed.GetType().ToString(), failed.Message, failed.StackTrace, failed.FailureDetails, null)
            : TaskFailureDetails.FromException(error);
}
