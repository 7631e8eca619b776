namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>An event's content does not fit the function's parameter: bad input, not a fault of the host.</summary>
public sealed class BindingException(string message, Exception? cause = null) : Exception(message, cause);
