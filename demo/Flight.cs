namespace ServerlessML.Demo;

/// <summary>A flight as a prediction request, and what became of it.</summary>
public sealed record Flight(string Request, bool Late);
