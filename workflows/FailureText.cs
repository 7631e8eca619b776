using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>What went wrong, from a chain of failures.</summary>
internal static class FailureText
{
    /// <summary>The innermost message of a task's failure, and else the exception's own.</summary>
    public static string RootMessage(this Exception failure) =>
        failure is TaskFailedException { FailureDetails: { } details } ? details.RootMessage() : failure.Message;

    /// <summary>The innermost message: the outer ones only say which task failed.</summary>
    private static string RootMessage(this TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner)
        {
            failure = inner;
        }

        return failure.ErrorMessage;
    }
}
