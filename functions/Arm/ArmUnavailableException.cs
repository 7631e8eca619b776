namespace ServerlessML.Functions.Arm;

/// <summary>
/// No answer, or one that may be another next time: throttled, a fault of the service, a role that has not reached it yet.
/// </summary>
public sealed class ArmUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
