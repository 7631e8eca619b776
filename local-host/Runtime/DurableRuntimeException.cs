namespace ServerlessML.LocalHost.Runtime;

/// <summary>The runtime cannot go on: its database is in use, unreadable, or cannot be written.</summary>
public sealed class DurableRuntimeException(string message, Exception? cause = null) : Exception(message, cause);
