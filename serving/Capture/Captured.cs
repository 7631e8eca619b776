namespace ServerlessML.Serving;

/// <summary>One captured request, as the line that will be stored.</summary>
public sealed record Captured(string Deployment, DateTimeOffset At, byte[] Line);
