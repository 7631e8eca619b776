using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace ServerlessML.Tests.Infra;

/// <summary>
/// The example workflow, the images' files and the script that publishes: of the right shape, as far as that can be seen without running
/// them.
/// </summary>
public sealed partial class ExampleTests
{
    private static readonly YamlMappingNode Workflow = Load("docs/examples/github-deploy.yml");

    [Fact]
    public void Workflow_Runs_OnPullRequestsAndOnMain()
    {
        var on = (YamlMappingNode)Workflow["on"];

        Assert.Equal(["pull_request", "push"], on.Children.Keys.Select(key => ((YamlScalarNode)key).Value!).Order(StringComparer.Ordinal));
        Assert.All(on.Children.Values, trigger => Assert.Equal("main", Text(((YamlSequenceNode)trigger["branches"]).Children.Single())));
    }

    [Fact]
    public void Workflow_Jobs_HaveAMachineALimitAndSteps() => Assert.All(Jobs(), job =>
        {
            Assert.True(job.Value.Children.ContainsKey("runs-on") && job.Value.Children.ContainsKey("timeout-minutes"), job.Key);
            Assert.All(Steps(job.Value), step =>
                Assert.True(step.Children.ContainsKey("uses") ^ step.Children.ContainsKey("run"), job.Key)
            );
            Assert.All(Needs(job.Value), needed => Assert.Contains(needed, Jobs().Select(other => other.Key)));
        });

    [Fact]
    public void Workflow_Actions_AreOfAVersion() =>
        Assert.All(Jobs().SelectMany(job => Steps(job.Value)).Where(step => step.Children.ContainsKey("uses")), step =>
            Assert.Matches(@"^[\w.-]+/[\w./-]+@v\d+$", Text(step["uses"]))
        );

    [Fact]
    public void Workflow_Azure_IsReachedByTheRepositorysTokenAlone()
    {
        Assert.DoesNotContain("secrets.", File.ReadAllText(At("docs/examples/github-deploy.yml")), StringComparison.Ordinal);
        Assert.All(Jobs().Where(job => Steps(job.Value).Any(step => Uses(step, "azure/login"))), job =>
            Assert.Equal("write", Text(job.Value["permissions"]["id-token"]))
        );
        Assert.Equal("read", Text(Workflow["permissions"]["contents"]));
        Assert.False(((YamlMappingNode)Workflow["permissions"]).Children.ContainsKey("id-token"));
    }

    [Fact]
    public void Workflow_Deploys_OnlyWhatIsOnMainAndWasChecked()
    {
        var (preview, up) = (Job("preview"), Job("up"));

        Assert.Equal("preview", Command(preview));
        Assert.Equal("github.event_name == 'pull_request'", Text(preview["if"]));
        Assert.Equal("up", Command(up));
        Assert.Equal("github.event_name == 'push'", Text(up["if"]));
        Assert.Equal(["check"], Needs(up));
        // An app that refers to an image which is not there yet does not come up.
        var steps = Steps(up).ToList();
        Assert.True(
            steps.FindIndex(step =>
                step.Children.TryGetValue("run", out var run) && Text(run).Contains("publish-azure", StringComparison.Ordinal)
            ) < steps.FindIndex(step => Uses(step, "pulumi/actions"))
        );
    }

    [Fact]
    public void Workflow_Expressions_AreClosedAndOfKnownContexts() =>
        Assert.All(
            Expression().Matches(File.ReadAllText(At("docs/examples/github-deploy.yml"))).Select(match => match.Groups[1].Value.Trim()),
            expression => Assert.Matches(@"^(vars\.[A-Z_]+|github\.\w+( == '\w+')?)$", expression)
        );

    [Theory]
    [InlineData("eng/publish-azure")]
    [InlineData("serverlessml")]
    public void Script_OfTheRepository_IsBash(string script) => Assert.Equal(0, Bash("-n", At(script)));

    [Fact]
    public void Workflow_Commands_AreBash() =>
        Assert.All(Jobs().SelectMany(job => Steps(job.Value)).Where(step => step.Children.ContainsKey("run")), step =>
            Assert.Equal(0, Bash("-n", "-c", Expression().Replace(Text(step["run"]), "x")))
        );

    [Theory]
    [InlineData()]
    [InlineData("stack")]
    [InlineData("stack", "not a tag")]
    public void Publish_WithWordsThatItCannotUse_EndsWith2(params string[] words) =>
        Assert.Equal(2, Bash([At("eng/publish-azure"), .. words]));

    [Theory]
    [InlineData("serving/Containerfile", "serving/Serving.csproj", "ServerlessML.Serving.dll")]
    [InlineData("functions/Containerfile", "functions/Functions.csproj", "AzureWebJobsScriptRoot=/program")]
    public void Containerfile_OfAPart_BuildsInStagesForAzureAndRunsAsNobody(string file, string project, string program)
    {
        var text = File.ReadAllText(At(file));

        Assert.Contains("ARG BASE=", text, StringComparison.Ordinal);
        Assert.True(Stage().Count(text) >= 3);
        Assert.Contains($"dotnet publish {project} -c Release", text, StringComparison.Ordinal);
        Assert.True(File.Exists(At(project)));
        Assert.Matches(@"(?m)^USER (\d{4,}):\1$", text);
        Assert.Contains(program, text, StringComparison.Ordinal);
        Assert.True(text.LastIndexOf("USER ", StringComparison.Ordinal) > text.LastIndexOf("\nFROM ", StringComparison.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, YamlMappingNode>> Jobs() =>
        ((YamlMappingNode)Workflow["jobs"]).Children.Select(job => KeyValuePair.Create(Text(job.Key), (YamlMappingNode)job.Value));

    private static YamlMappingNode Job(string name) => Jobs().Single(job => job.Key == name).Value;

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) =>
        ((YamlSequenceNode)job["steps"]).Children.Cast<YamlMappingNode>();

    private static IEnumerable<string> Needs(YamlMappingNode job) => job.Children.TryGetValue("needs", out var needs) ? [Text(needs)] : [];

    private static bool Uses(YamlMappingNode step, string action) =>
        step.Children.TryGetValue("uses", out var used) && Text(used).StartsWith($"{action}@", StringComparison.Ordinal);

    private static string Command(YamlMappingNode job) => Text(Steps(job).Single(step => Uses(step, "pulumi/actions"))["with"]["command"]);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string At(string file) => Path.Combine(Repository.Root, file);

    private static YamlMappingNode Load(string file)
    {
        YamlStream yaml = [];
        using StreamReader reader = new(At(file));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static int Bash(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("bash", arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    [GeneratedRegex(@"\$\{\{(.*?)\}\}")]
    private static partial Regex Expression();

    [GeneratedRegex("^FROM ", RegexOptions.Multiline)]
    private static partial Regex Stage();
}
