namespace ServerlessML.Functions.Pipelines;

/// <summary>No definition can be drafted from what the files have; the message says why, and what to do.</summary>
public sealed class DraftException(string message) : Exception(message);
