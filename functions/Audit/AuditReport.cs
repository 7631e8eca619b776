namespace ServerlessML.Functions.Audit;

/// <summary>What a look through a pipeline's audit log found.</summary>
/// <param name="Pipeline">Whose log.</param>
/// <param name="Entries">How many hold, from the first on.</param>
/// <param name="Problems">The first broken entry, and what the runs' manifests tell that the log does not.</param>
public sealed record AuditReport(string Pipeline, long Entries, IReadOnlyList<string> Problems);
