using System.Reflection;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>
/// The genuine packages' public members, as dumped by reflection: a line <c>namespace :: declaration</c> for each type, its members
/// indented below it, an enum's names on one line. Which reference types may be null is left out of the comparison.
/// </summary>
public sealed class StandInListing
{
    private readonly Dictionary<string, HashSet<string>> _types = [];

    /// <summary>Reads the listings whose file names begin with one of the prefixes.</summary>
    public StandInListing(params string[] prefixes)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "StandIn", "Listings"), "*.txt"))
        {
            if (prefixes.Any(prefix => Path.GetFileName(file).StartsWith(prefix, StringComparison.Ordinal)))
            {
                Read(File.ReadLines(file));
            }
        }
    }

    public int TypeCount => _types.Count;

    /// <summary>What the assembly shows to its users and the genuine packages do not, one line each.</summary>
    public IEnumerable<string> FindStrangers(Assembly standIn) =>
        standIn.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(FindStrangers);

    private IEnumerable<string> FindStrangers(Type type)
    {
        var declaration = $"{type.Namespace} :: {ApiText.Type(type)}";
        if (!_types.TryGetValue(Comparable(declaration), out var members))
        {
            return [$"type {declaration}"];
        }
        // An abstract class's constructor is for its heirs, whether it is written as public or as protected.
        bool IsKnown(string member) =>
            members.Contains(member)
            || (type.IsAbstract && members.Contains(member.Replace("protected ctor(", "ctor(", StringComparison.Ordinal)));
        return ApiText.Members(type).Where(member => !IsKnown(Comparable(member))).Select(member => $"{type.Name}: {member}");
    }

    private void Read(IEnumerable<string> lines)
    {
        HashSet<string> members = [];
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.Contains(" :: ", StringComparison.Ordinal))
            {
                // Two packages may each have a class of the same full name, for their own extension methods.
                members = _types.TryGetValue(Comparable(line), out var known) ? known : _types[Comparable(line)] = [];
            }
            else
            {
                members.UnionWith(line.Split(ApiText.IsEnumLine(line) ? ", " : "\n").Select(Comparable));
            }
        }
    }

    // A nullable value is another type than the value and keeps its mark: its name ends the mark's word.
    private static string Comparable(string line) => ApiText.WithoutReferenceNullability(line.Trim());
}
