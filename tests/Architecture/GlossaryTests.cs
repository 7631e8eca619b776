using System.Text.RegularExpressions;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

/// <summary>Holds the glossary to the code: what its «where» column names exists.</summary>
public sealed partial class GlossaryTests
{
    private const string Glossary = "docs/concepts.md";

    private static readonly List<(string Term, string Where)> Rows =
    [
        .. from Match row in Row().Matches(Checkout.Read(Glossary)) select (row.Groups["term"].Value, row.Groups["where"].Value),
    ];

    [Fact]
    public void Terms_OfTheGlossary_AreThereOnce()
    {
        Assert.True(Rows.Count > 40, "The rows of the glossary are not read any more.");
        Assert.Empty(Rows.GroupBy(row => row.Term).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void Where_OfEveryTerm_Exists()
    {
        var layout = Checkout.Read("contracts/StorageLayout.cs");
        HashSet<string> types =
        [
            .. Checkout.Sources.SelectMany(file => DeclaredType().Matches(Checkout.Read(file)).Select(match => match.Groups["name"].Value)),
        ];

        Assert.Empty(
            from row in Rows
            from Match place in Place().Matches(row.Where)
            let name = place.Groups["name"].Value
            where
                !(
                    place.Groups["container"].Success ? layout.Contains($"\"{name}\"", StringComparison.Ordinal)
                    : char.IsUpper(name[0]) ? types.Contains(name)
                    : Path.Exists(Path.Combine(Repository.Root, name))
                )
            select $"{row.Term}: {name}"
        );
    }

    [Fact]
    public void Where_OfEveryTerm_NamesSomething() =>
        Assert.DoesNotContain(Rows, row => !Place().IsMatch(row.Where) && !row.Where.Contains("in each room", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| \*\*(?<term>[^*]+)\*\* \|.*\| (?<where>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<container>container )?`(?<name>[^`]+)`")]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(?:class|interface|enum|struct|record) (?<name>[A-Z]\w+)")]
    private static partial Regex DeclaredType();
}
