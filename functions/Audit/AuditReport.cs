namespace ServerlessML.Functions.Audit;

/// <summary>What a look through a pipeline's audit log found.</summary>
/// <param name="Pipeline">Whose log.</param>
/// <param name="Entries">How many hold, from the first on.</param>
/// <param name="Problems">Broken entries, and where the log and the documents that it tells of do not agree.</param>
/// <param name="Unchecked">What nothing here can tell.</param>
public sealed record AuditReport(string Pipeline, long Entries, IReadOnlyList<string> Problems, IReadOnlyList<string> Unchecked);
