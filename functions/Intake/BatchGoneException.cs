namespace ServerlessML.Functions.Intake;

/// <summary>A file of a batch went away under its reader.</summary>
public sealed class BatchGoneException(string message, Exception inner) : Exception(message, inner);
