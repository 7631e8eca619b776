using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>What went wrong, from a chain of failures.</summary>
internal static class FailureText
{
    /// <summary>The innermost message: the outer ones only say which task failed.</summary>
    public static string RootMessage(this TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner)
        {
            failure = inner;
        }

        return failure.ErrorMessage;
    }
}
