namespace ServerlessML.LocalHost.Inspection;

/// <summary>What a look through an audit log found.</summary>
/// <param name="Log">A pipeline's name, or that of the gateway's log.</param>
/// <param name="Entries">How many hold, from the first on.</param>
/// <param name="Problems">Broken entries, and where the log and the documents that it tells of do not agree.</param>
/// <param name="Unchecked">What nothing here can tell.</param>
public sealed record LogCheck(string Log, long Entries, IReadOnlyList<string> Problems, IReadOnlyList<string> Unchecked);
