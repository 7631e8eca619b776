using DuckDB.NET.Data;
using Mono.Cecil;

namespace ServerlessML.Tests.MlData;

/// <summary>What the stand-in lets us call is what the genuine package has.</summary>
public sealed class DuckDBApiTests
{
    private static readonly string Listing = Path.Combine(AppContext.BaseDirectory, "GenuineApi", "DuckDB.NET.Data.txt");

    [SkippableFact]
    public void StandIn_PublicMembers_AreGenuine()
    {
        var location = typeof(DuckDBConnection).Assembly.Location;
        Skip.IfNot(Path.GetFileName(location).StartsWith("StandIn.", StringComparison.Ordinal), "The genuine package is referenced.");
        using var assembly = AssemblyDefinition.ReadAssembly(location);
        var declared = assembly.MainModule.Types.Where(type => type.IsPublic).SelectMany(Members).ToList();
        Assert.NotEmpty(declared);
        var type = "";
        var genuine = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Listing))
        {
            type = line.StartsWith(' ') ? type : line;
            genuine.Add(line == type ? line : $"{type}{line}");
        }

        Assert.Equal([], declared.Except(genuine));
    }

    private static IEnumerable<string> Members(TypeDefinition type)
    {
        var head = $"{type.FullName} : {type.BaseType.FullName}";
        return type.Methods
            .Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly)
            .Select(method => $"{head}    {method.FullName.Replace(type.FullName + "::", "", StringComparison.Ordinal)}")
            .Prepend(head);
    }
}
