using DurableTask.Core;
using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>A failure as the engine below the SDK has it.</summary>
internal static class CoreFailure
{
    public static FailureDetails Of(TaskFailureDetails failure) =>
        new(
            failure.ErrorType,
            failure.ErrorMessage,
            failure.StackTrace,
            failure.InnerFailure is { } inner ? Of(inner) : null,
            isNonRetriable: false
        );
}
