namespace Microsoft.DurableTask.Abstractions;

public static class TaskOrchestrationVersioningUtils
{
    /// <summary>Orders versions by their numbers where both have the form of one, and else as text without regard to case; none comes first.</summary>
    public static int CompareVersions(string sourceVersion, string otherVersion)
    {
        bool hasNoSource = string.IsNullOrWhiteSpace(sourceVersion), hasNoOther = string.IsNullOrWhiteSpace(otherVersion);
        if (hasNoSource || hasNoOther)
            return hasNoOther.CompareTo(hasNoSource);
        return System.Version.TryParse(sourceVersion, out Version? source) && System.Version.TryParse(otherVersion, out Version? other)
            ? source.CompareTo(other)
            : string.Compare(sourceVersion, otherVersion, StringComparison.OrdinalIgnoreCase);
    }
}
