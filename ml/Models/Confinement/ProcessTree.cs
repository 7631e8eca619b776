using System.Globalization;

namespace ServerlessML.Models.Confinement;

/// <summary>What a process and all below it hold in memory, as Linux counts it.</summary>
public static class ProcessTree
{
    private const int ParentField = 1;
    private const int ResidentField = 21;

    /// <returns>Bytes; 0 where there is no such process any more.</returns>
    public static long ResidentBytes(int root)
    {
        var children = new Dictionary<int, List<(int Id, long Pages)>>();
        var total = 0L;
        foreach (var (id, parent, pages) in All())
        {
            total += id == root ? pages : 0;
            (children.TryGetValue(parent, out var known) ? known : children[parent] = []).Add((id, pages));
        }

        var open = new Stack<int>([root]);
        while (open.TryPop(out var at))
        {
            foreach (var (id, pages) in children.GetValueOrDefault(at, []))
            {
                total += pages;
                open.Push(id);
            }
        }

        return total * Environment.SystemPageSize;
    }

    private static IEnumerable<(int Id, int Parent, long Pages)> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Stat(folder) is { } fields
            )
            {
                yield return (
                    id,
                    int.Parse(fields[ParentField], CultureInfo.InvariantCulture),
                    long.Parse(fields[ResidentField], CultureInfo.InvariantCulture)
                );
            }
        }
    }

    // proc(5): the name, in brackets, may hold anything; the fields are counted from behind it.
    private static string[]? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
