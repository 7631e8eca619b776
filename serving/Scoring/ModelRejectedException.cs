namespace ServerlessML.Serving.Scoring;

/// <summary>
/// A model that cannot be served: corrupt bytes, a graph without the expected inputs and output, or one that fails when run.
/// </summary>
public sealed class ModelRejectedException(string message, Exception? inner = null) : Exception(message, inner);
