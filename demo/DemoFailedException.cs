namespace ServerlessML.Demo;

/// <summary>Something was not as the demo promises.</summary>
public sealed class DemoFailedException(string message) : Exception(message);
