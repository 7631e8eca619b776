namespace ServerlessML.Ml.Data;

/// <summary>Columns that are parts of an object: those that the format states, and names with a dot that the file does not have.</summary>
internal static class NestedPaths
{
    public static IEnumerable<(string Name, string Path)> Of(DataContract? contract, IReadOnlyList<FileColumn> columns)
    {
        if (contract is null)
        {
            return [];
        }

        var stated = contract.Format?.Paths ?? new Dictionary<string, string>();
        var known = columns.Select(column => CanonicalText.OfName(column.Name)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. stated.Select(path => (path.Key, path.Value)),
            .. Wanted(contract)
                .Where(name => name.Contains('.', StringComparison.Ordinal) && !stated.ContainsKey(name) && !known.Contains(name))
                .Select(name => (name, name)),
        ];
    }

    /// <summary>The names of the contract's columns and its label.</summary>
    public static IEnumerable<string> Wanted(DataContract contract) =>
        contract.Whole.Columns.Select(column => column.Name).Append(contract.Label.Name);
}
