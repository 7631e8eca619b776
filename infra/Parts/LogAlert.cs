namespace ServerlessML.Infra.Parts;

/// <summary>A question to the logs: each row of its answer is something that somebody should look at.</summary>
/// <param name="Name">Of the rule.</param>
/// <param name="Severity">0 is the worst, 4 is for information.</param>
/// <param name="Every">How often it is asked, ISO 8601.</param>
/// <param name="Window">How far back it looks, ISO 8601.</param>
/// <param name="What">For the person who gets it: what it means and what to do.</param>
/// <param name="Query">In Kusto.</param>
internal sealed record LogAlert(string Name, int Severity, string Every, string Window, string What, string Query);
