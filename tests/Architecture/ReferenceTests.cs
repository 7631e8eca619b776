using System.Reflection;
using System.Xml.Linq;
using Mono.Cecil;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

/// <summary>References run one way, as docs/architecture.md says: by the projects, and by what was built.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["contracts/Contracts"] = [],
        ["storage/Storage"] = ["contracts/Contracts"],
        ["ml/Models/Models"] = [],
        ["ml/Ml"] = ["ml/Models/Models", "contracts/Contracts"],
        ["experiments/Experiments"] = ["contracts/Contracts"],
        // Until June 2027 (docs/decisions/0018-judging-is-an-activity.md): rollouts that began before December 2026 judge their looks
        // themselves. The gate is judged by the lifecycle still.
        ["workflows/Workflows"] = ["contracts/Contracts", "experiments/Experiments"],
        ["functions/Functions"] = ["workflows/Workflows", "experiments/Experiments", "ml/Ml", "storage/Storage", "contracts/Contracts"],
        ["gpu-runner/GpuRunner"] = ["ml/Models/Models", "ml/Ml", "storage/Storage", "contracts/Contracts"],
        ["serving/Serving"] = ["ml/Models/Models", "storage/Storage", "contracts/Contracts"],
        ["local-host/Runtime/Runtime"] = [],
        ["local-host/Hosting/Hosting"] = ["local-host/Runtime/Runtime", "contracts/Contracts"],
        ["local-host/LocalHost"] =
        [
            "local-host/Hosting/Hosting",
            "local-host/Runtime/Runtime",
            "functions/Functions",
            "workflows/Workflows",
            "storage/Storage",
            "contracts/Contracts",
        ],
        // What it shows of a running system it asks for over HTTP.
        ["cli/Cli"] = ["local-host/LocalHost", "local-host/Hosting/Hosting", "local-host/Runtime/Runtime", "contracts/Contracts"],
        ["demo/Demo"] = ["ml/Ml", "storage/Storage", "contracts/Contracts"],
        ["bench/Bench"] =
        [
            "local-host/Runtime/Runtime",
            "demo/Demo",
            "serving/Serving",
            "workflows/Workflows",
            "experiments/Experiments",
            "ml/Ml",
            "storage/Storage",
            "contracts/Contracts",
        ],
        ["infra/Infra"] = ["contracts/Contracts"],
        ["infra/ArmTypes/ArmTypes"] = [],
        ["infra/Preview/Preview"] = ["infra/ArmTypes/ArmTypes", "infra/Infra", "contracts/Contracts"],
        ["eng/pulumi/Core/StandIn.Pulumi"] = [],
        ["eng/pulumi/AzureNative/StandIn.Pulumi.AzureNative"] = ["eng/pulumi/Core/StandIn.Pulumi", "eng/pulumi/Generator/Generator"],
        ["eng/pulumi/Generator/Generator"] = [],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Fact]
    public void Projects_OfTheRooms_AreAllKnownHere() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Checkout.Projects.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)).Select(Key).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Project_References_AreAllowed(string room) => Assert.Empty(References($"{room}.csproj").Except(Allowed[room]));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Assembly_References_AreAllowed(string room)
    {
        var project = Path.GetFileName(room);
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string[] places =
        [
            Path.Combine(here.FullName, $"{AssemblyOf(room)}.dll"),
            Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"{AssemblyOf(room)}.dll"),
        ];
        // Hosting, LocalHost, Cli and Demo are not built for these tests; their projects were looked at above.
        if (places.FirstOrDefault(File.Exists) is not { } path)
        {
            return;
        }

        using var assembly = AssemblyDefinition.ReadAssembly(path);
        var ours = assembly
            .MainModule.AssemblyReferences.Select(reference => reference.Name)
            .Where(reference => Allowed.Keys.Any(key => reference == AssemblyOf(key)));
        Assert.Empty(ours.Except(Allowed[room].Select(AssemblyOf)));
    }

    [Fact]
    public void StandIns_SeeNoneOfOurRooms() =>
        Assert.All(Checkout.Projects.Where(file => file.StartsWith("eng/pulumi/", StringComparison.Ordinal)), project =>
            Assert.All(References(project), reference => Assert.StartsWith("eng/pulumi/", reference, StringComparison.Ordinal))
        );

    [Fact]
    public void Ml_SeesNoAzure()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(Assembly.Load("ServerlessML.Ml").Location);
        Assert.DoesNotContain(assembly.MainModule.AssemblyReferences, reference =>
            reference.Name.StartsWith("Azure", StringComparison.Ordinal)
            || reference.Name.StartsWith("Microsoft.Azure", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Experiments_SeeNothingButContractsAndSpecialFunctions()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(Assembly.Load("ServerlessML.Experiments").Location);
        Assert.DoesNotContain(assembly.MainModule.AssemblyReferences.Select(reference => reference.Name), name =>
            name is not ("ServerlessML.Contracts" or "MathNet.Numerics") && !name.StartsWith("System.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Workflows_SeeNothingButContractsAndTheDurableTypes()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Workflows.Stages).Assembly.Location);
        Assert.DoesNotContain(assembly.MainModule.AssemblyReferences.Select(reference => reference.Name), name =>
            name is not ("ServerlessML.Contracts" or "ServerlessML.Experiments" or "Microsoft.Extensions.Logging.Abstractions")
            && !name.StartsWith("System.", StringComparison.Ordinal)
            && !name.Contains("DurableTask", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Workflows_JudgeNothing_ButWhatIsEarlier() =>
        Assert.Equal(
            ["workflows/Rollout/Earlier/InlineJudging.cs"],
            Checkout
                .Sources.Where(file =>
                    file.StartsWith("workflows/", StringComparison.Ordinal)
                    && Checkout.Read(file).Contains("ServerlessML.Experiments", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
        );

    // The judges, what reads them from a definition, and what knows which counts feed them.
    [Fact]
    public void Methods_OfExperiments_AreBehindOneSeam() =>
        Assert.Equal(
            [
                "experiments/Rollout/Judges/ExperimentJudges.cs",
                "functions/Pipelines/ExperimentSection.cs",
                "functions/Rollout/Routing/TrafficRules.cs",
            ],
            Checkout
                .Sources.Where(file =>
                    Path.GetDirectoryName(file)!.Split('/')[0] is "experiments" or "functions" or "workflows" or "cli"
                    && Checkout.Read(file).Contains("JudgeMethod.", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Projects_OfTheCheckout_AreAllInTheSolution() =>
        Assert.DoesNotContain(Checkout.Projects, project =>
            !Checkout.Read("ServerlessML.sln").Replace('\\', '/').Contains($"\"{project}\"", StringComparison.Ordinal)
        );

    private static string AssemblyOf(string room) =>
        Path.GetFileName(room) switch
        {
            "Cli" => "sml",
            "Runtime" or "Hosting" => $"ServerlessML.LocalHost.{Path.GetFileName(room)}",
            var project => $"ServerlessML.{project}",
        };

    private static IEnumerable<string> References(string project)
    {
        var file = Path.Combine(Repository.Root, project);
        return XDocument
            .Load(file)
            .Descendants("ProjectReference")
            .Select(reference =>
                Path.GetRelativePath(
                    Repository.Root,
                    Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, reference.Attribute("Include")!.Value))
                )
            )
            .Select(Key);
    }

    private static string Key(string project) => project[..^".csproj".Length].Replace('\\', '/');
}
