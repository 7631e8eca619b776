namespace ServerlessML.LocalHost.Inspection.DurableFunctions;

/// <summary>A history cannot be converted; the message names the row and says what to do.</summary>
public sealed class ExportedHistoryException(string message) : Exception(message);
