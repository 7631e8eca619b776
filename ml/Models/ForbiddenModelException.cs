namespace ServerlessML.Models;

/// <summary>
/// A model that is not loaded, whatever it would give; the message says what is in it, as the end of a sentence on the model.
/// </summary>
public sealed class ForbiddenModelException(string message) : Exception(message);
