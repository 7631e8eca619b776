namespace DurableTask.Core;

public class FailureDetails(string errorType, string errorMessage, string? stackTrace, FailureDetails? innerFailure, bool isNonRetriable)
    : IEquatable<FailureDetails>
{
    public string ErrorType { get; } = errorType;

    public string ErrorMessage { get; } = errorMessage;

    public string? StackTrace { get; } = stackTrace;

    public FailureDetails? InnerFailure { get; } = innerFailure;

    public bool IsNonRetriable { get; } = isNonRetriable;

    public bool Equals(FailureDetails? other)
        => other is not null && ErrorType == other.ErrorType && ErrorMessage == other.ErrorMessage && StackTrace == other.StackTrace
            && Equals(InnerFailure, other.InnerFailure);

    public override bool Equals(object? obj) => Equals(obj as FailureDetails);

    public override int GetHashCode() => HashCode.Combine(ErrorType, ErrorMessage, StackTrace, InnerFailure);
}
