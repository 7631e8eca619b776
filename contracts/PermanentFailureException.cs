namespace ServerlessML.Contracts;

/// <summary>A failure that another attempt would meet again: damaged content, a missing document. Its message names the thing.</summary>
public class PermanentFailureException(string message, Exception? inner = null) : Exception(message, inner);
