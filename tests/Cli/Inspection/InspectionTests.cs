using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Cli.Inspection;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Tests.Cli.Inspection;

public sealed class InspectionTests
{
    private static readonly string Histories = Path.Combine(AppContext.BaseDirectory, "Histories");

    [Fact]
    public void Replay_AHistoryDiverges_FailsAndNamesIt()
    {
        using StringWriter output = new();

        Assert.Equal(1, ReplayCommand.Run(InspectOptions.Parse([Histories]), output));
        Assert.Contains("2 diverge", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "DIVERGES  " + Path.Combine(Histories, "diverging-activity-renamed.json"),
            output.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Replay_NoneDiverges_Succeeds()
    {
        using StringWriter output = new();

        Assert.Equal(0, ReplayCommand.Run(InspectOptions.Parse([Path.Combine(Histories, "lifecycle-completed.json")]), output));
    }

    [Fact]
    public async Task Instances_WhileTheHostRuns_ListsShowsExportsAndBacksUp()
    {
        using TemporaryFolder folder = new();
        TaskRegistry registry = new();
        registry.AddActivity("Greet", (_, _) => Task.FromResult<object?>("hello"));
        registry.AddOrchestrator("Talk", async context => await context.CallActivityAsync<string>("Greet", "you"));
        await using var runtime = DurableRuntime.Open(
            new() { DatabasePath = folder["durable.db"] },
            registry,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await runtime.StartAsync(CancellationToken.None);
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Talk", "in", new StartOrchestrationOptions("talk-1"));
        await runtime.Client.WaitForInstanceCompletionAsync("talk-1").WaitAsync(TimeSpan.FromSeconds(30));
        string[] data = ["--data", folder[""]];

        Assert.Contains(
            "talk-1  Completed   Talk",
            Output(InstancesCommand.Run, [.. data, "--status", "completed"]),
            StringComparison.Ordinal
        );
        Assert.StartsWith("0 instances", Output(InstancesCommand.Run, [.. data, "--prefix", "other"]), StringComparison.Ordinal);
        var timeline = Output(InstancesCommand.Run, [.. data, "talk-1"]);
        Assert.Contains("    TaskScheduled #0 Greet  \"you\"", timeline, StringComparison.Ordinal);
        Assert.Contains("    TaskCompleted #0 Greet  \"hello\"", timeline, StringComparison.Ordinal);
        Output(ExportCommand.Run, [.. data, folder["histories"]]);
        Assert.True(File.Exists(Path.Combine(folder["histories"], "talk-1.json")));
        Output(BackupCommand.Run, [.. data, folder["copy.db"]]);
        Assert.True(File.Exists(folder["copy.db"]));
        using StringWriter none = new();
        Assert.Equal(1, InstancesCommand.Run(InspectOptions.Parse([.. data, "nobody"]), none));
    }

    [Theory]
    [InlineData("--status", "asleep")]
    [InlineData("--what", "ever")]
    [InlineData("--data")]
    public void AnArgumentThatIsNotUnderstood_IsNamed(params string[] arguments)
    {
        var error = Assert.Throws<InvalidSettingException>(() => InspectOptions.Parse(arguments));

        Assert.Contains(arguments[^1], error.Message, StringComparison.Ordinal);
    }

    private static string Output(Func<InspectOptions, TextWriter, int> command, params string[] arguments)
    {
        using StringWriter output = new();
        Assert.Equal(0, command(InspectOptions.Parse(arguments), output));
        return output.ToString();
    }
}
