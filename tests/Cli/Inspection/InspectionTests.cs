using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Tests.Cli.Inspection;

public sealed class InspectionTests
{
    private static readonly string Histories = Path.Combine(AppContext.BaseDirectory, "Histories");

    [Fact]
    public async Task Replay_AHistoryDiverges_FailsAndNamesIt()
    {
        var said = await Said.OfAsync(["replay", Histories]);

        Assert.Equal(1, said.Code);
        Assert.Contains("2 diverge", said.Out, StringComparison.Ordinal);
        Assert.Contains("DIVERGES  " + Path.Combine(Histories, "diverging-activity-renamed.json"), said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_NoneDiverges_Succeeds() =>
        Assert.Equal(0, (await Said.OfAsync(["replay", Path.Combine(Histories, "lifecycle-completed.json")])).Code);

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
            await OutputAsync("instances", [.. data, "--status", "completed"]),
            StringComparison.Ordinal
        );
        Assert.StartsWith("0 instances", await OutputAsync("instances", [.. data, "--prefix", "other"]), StringComparison.Ordinal);
        var timeline = await OutputAsync("instances", [.. data, "talk-1"]);
        Assert.Contains("    TaskScheduled #0 Greet  \"you\"", timeline, StringComparison.Ordinal);
        Assert.Contains("    TaskCompleted #0 Greet  \"hello\"", timeline, StringComparison.Ordinal);
        await OutputAsync("export", [.. data, folder["histories"]]);
        Assert.True(File.Exists(Path.Combine(folder["histories"], "talk-1.json")));
        await OutputAsync("backup", [.. data, folder["copy.db"]]);
        Assert.True(File.Exists(folder["copy.db"]));
        Assert.Equal(1, (await Said.OfAsync(["instances", .. data, "nobody"])).Code);
    }

    [Theory]
    [InlineData("“asleep” is not a status; known: Running", "--status", "asleep")]
    [InlineData("'--what' is no", "--what", "ever")]
    [InlineData("'--data'", "--data")]
    public async Task AnArgumentThatIsNotUnderstood_IsNamed(string message, params string[] arguments)
    {
        var said = await Said.OfAsync(["export", "folder", .. arguments]);

        Assert.Equal(2, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    private static async Task<string> OutputAsync(string command, params string[] arguments)
    {
        var said = await Said.OfAsync([command, .. arguments]);
        Assert.Equal((0, ""), (said.Code, said.Error));
        return said.Out;
    }
}
