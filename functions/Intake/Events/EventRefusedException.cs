namespace ServerlessML.Functions.Intake.Events;

/// <summary>Not an event for us: malformed, of another kind, or about somebody else's storage.</summary>
public sealed class EventRefusedException(string message, Exception? inner = null) : Exception(message, inner);
