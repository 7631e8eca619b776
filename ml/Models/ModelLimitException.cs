namespace ServerlessML.Models;

/// <summary>
/// A run that was ended because the model took more time or memory than it may; the message ends a sentence on the model.
/// </summary>
public sealed class ModelLimitException(string message, Exception? inner = null) : Exception(message, inner);
