namespace ServerlessML.Functions.Intake.Events;

/// <summary>Tells that an event is not for us: malformed, of another kind, or about somebody else's storage.</summary>
public sealed class EventRefusedException(string message, Exception? inner = null) : Exception(message, inner);
