using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>What is known of a failure once the exception has crossed a durable boundary: type name, text, stack.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception is TaskFailedException { InnerException: null } failed
            ? failed.FailureDetails
            : exception.InnerException is { } cause ? FromException(cause) : null;
        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    public bool IsCausedBy<T>()
        where T : Exception
        => IsCausedBy(typeof(T));

    /// <summary>Whether the failure's own type is the given one or derives from it; false when the type cannot be found.</summary>
    /// <exception cref="ArgumentException">The type is not an exception's.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of that name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
            throw new ArgumentException($"{targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        if (string.IsNullOrEmpty(ErrorType))
            return false;
        Type? type = Type.GetType(ErrorType, throwOnError: false) ?? targetBaseExceptionType.Assembly.GetType(ErrorType);
        return targetBaseExceptionType.IsAssignableFrom(type ?? FindInLoadedAssemblies());
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private Type? FindInLoadedAssemblies()
    {
        List<Type> found = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(ErrorType)).OfType<Type>()];
        return found.Count > 1
            ? throw new AmbiguousMatchException($"Several loaded assemblies have an exception type named '{ErrorType}'.")
            : found.FirstOrDefault();
    }
}
