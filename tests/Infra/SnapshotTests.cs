using ServerlessML.Preview;
using ServerlessML.Preview.Recording;

namespace ServerlessML.Tests.Infra;

/// <summary>
/// All that each stack would make, with every input, against a file that was reviewed. A change is made on purpose by UPDATE_SNAPSHOTS=1,
/// which writes the files anew, and is read in their difference.
/// </summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task Development_BeforeItsFirstRelease_IsAsReviewed() => Compare("dev.txt", TreeText.Of(await Graphs.Of("dev")));

    [Fact]
    public async Task Production_WithARelease_IsAsReviewed() =>
        Compare("prod.txt", TreeText.Of(await Graphs.With("prod", ("release", "v1"))));

    [Fact]
    public async Task Production_WithAllThatIsOptional_IsAsReviewed() =>
        Compare(
            "everything.roles.txt",
            Summary(
                await Graphs.With(
                    "prod",
                    ("durableBackend", "scheduler"),
                    ("azureMl", "true"),
                    ("trafficTarget", "revisions"),
                    ("servedDeployment", "flights"),
                    ("trainingStart", "job"),
                    ("gpuProfile", "Consumption-GPU-NC24-A100"),
                    ("allowedAddresses", "203.0.113.0/24"),
                    ("otlpEndpoint", "https://collector.example.org")
                )
            )
        );

    [Fact]
    public async Task Stack_Twice_IsTheSame() =>
        Assert.Equal(TreeText.Of(await Graphs.With("prod")), TreeText.Of(await Graphs.With("prod")));

    private static string Summary(ResourceGraph graph) =>
        string.Join(
            '\n',
            [
                .. graph.Resources.Select(node => $"{node.Part.PadRight(16)} {node.Kind.PadRight(28)} {node.Name}"),
                "",
                .. TreeText.Roles(graph).Select(role => $"{role.Who.PadRight(10)} {role.Role.PadRight(34)} {role.Scope}"),
                "",
            ]
        );

    private static string Difference(string path, string now) =>
        !File.Exists(path)
            ? "there is no such file"
            : File.ReadLines(path)
                .Zip(now.Split('\n'))
                .Where(lines => lines.First != lines.Second)
                .Select(lines => $"«{lines.First.Trim()}», now «{lines.Second.Trim()}»")
                .FirstOrDefault()
                ?? "one is longer";

    private static void Compare(string file, string now)
    {
        var path = Path.Combine(Repository.Root, "tests", "Infra", "Snapshots", file);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, now);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == now,
            $"{file} is not what the stack is now. Was it meant? UPDATE_SNAPSHOTS=1 dotnet test tests/Infra writes it anew; "
                + $"review the difference. First: {Difference(path, now)}"
        );
    }
}
