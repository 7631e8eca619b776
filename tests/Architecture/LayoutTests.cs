using System.Text.RegularExpressions;
using System.Xml.Linq;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

/// <summary>Where a thing lies says what it is: rooms, stage folders, and namespaces that are the folders.</summary>
public sealed partial class LayoutTests
{
    // In flow order, as the solution has them.
    private static readonly string[] Rooms =
    [
        "contracts",
        "storage",
        "ml",
        "experiments",
        "workflows",
        "functions",
        "gpu-runner",
        "serving",
        "cli",
        "local-host",
        "demo",
        "bench",
        "infra",
        "eng",
        "tests",
    ];

    private static readonly string[] Stages = ["Intake", "Validation", "Training", "Evaluation", "Approval", "Rollout", "Monitoring"];

    // What belongs to no stage.
    private static readonly string[] Others = ["Pipelines", "Serving", "Identity", "Runs"];

    // The genuine packages' own namespaces, and their names of types.
    private static readonly string[] StandIns = ["eng/pulumi/Core/", "eng/pulumi/AzureNative/"];

    private static readonly IReadOnlyDictionary<string, string> RootNamespaces = Checkout.Projects.ToDictionary(FolderOf, RootNamespaceOf);

    [Fact]
    public void Namespaces_OfTheSources_AreTheirFolders() =>
        Assert.Empty(
            from file in OurSources
            let declared = Declared().Match(Checkout.Read(file)).Groups["name"].Value
            where
                declared != Expected(file)
                && (declared.Length > 0 || Path.GetFileName(file) is not ("Program.cs" or "AssemblyAttributes.cs"))
            select $"{file}: {declared}, not {Expected(file)}"
        );

    [Fact]
    public void Projects_OfTheCheckout_LieInTheRooms() =>
        Assert.Equal(
            Rooms.Order(StringComparer.Ordinal),
            Checkout.Projects.Select(file => file.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Folders_OfTheSolution_AreTheRoomsInFlowOrder() =>
        Assert.Equal(Rooms, SolutionFolder().Matches(Checkout.Read("ServerlessML.sln")).Select(match => match.Groups["name"].Value));

    [Fact]
    public void Folders_OfTheContracts_AreStages() => Assert.Empty(FoldersOf("contracts").Except([.. Stages, .. Others]));

    [Fact]
    public void Sources_OfTheProduct_HaveNamesOfTheirOwn() =>
        Assert.Empty(
            from file in OurSources
            where !file.StartsWith("tests/", StringComparison.Ordinal) && Path.GetFileName(file) != "Program.cs"
            group file by Path.GetFileName(file) into same
            where same.Count() > 1
            select string.Join(", ", same)
        );

    private static IEnumerable<string> OurSources =>
        Checkout.Sources.Where(file => !StandIns.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));

    private static string Expected(string file)
    {
        var folder = FolderOf(file);
        var project = folder;
        while (!RootNamespaces.ContainsKey(project))
        {
            project = FolderOf(project);
        }

        var inside = folder[project.Length..].Trim('/').Replace('/', '.');
        return inside.Length == 0 ? RootNamespaces[project] : $"{RootNamespaces[project]}.{inside}";
    }

    private static string RootNamespaceOf(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("RootNamespace").SingleOrDefault()?.Value
        ?? $"ServerlessML.{Path.GetFileNameWithoutExtension(project)}";

    private static string FolderOf(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static IEnumerable<string> FoldersOf(string room) =>
        Checkout
            .Sources.Where(file => file.StartsWith($"{room}/", StringComparison.Ordinal) && file.Count(character => character == '/') > 1)
            .Select(file => file.Split('/')[1])
            .Distinct();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^Project\(""\{2150E333-8FDC-42A3-9474-1A3956D46DE8\}""\) = ""(?<name>[^""]+)""", RegexOptions.Multiline)]
    private static partial Regex SolutionFolder();
}
