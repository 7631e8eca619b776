using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.LocalHost.Runtime.Inspection;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Replay;

/// <summary>Runs, recorded by earlier builds, over which today's workflows must still do what they did.</summary>
public sealed class HistoryTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Histories");
    private static readonly TaskRegistry Workflows = WorkflowCode.Of(typeof(ModelLifecycle).Assembly, JsonDataConverter.Default);

    public static TheoryData<string> Recorded =>
        [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Where(name => !IsDiverging(name))];

    public static TheoryData<string> Diverging => [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Where(IsDiverging)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void TodaysCode_DoesWhatTheHistorySays(string file) => Assert.Null(Divergence(file));

    [Theory]
    [MemberData(nameof(Diverging))]
    public void CodeThatAsksForSomethingElse_IsFound(string file)
    {
        var divergence = Divergence(file);

        Assert.Contains("where the history has", divergence, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void TodaysCode_AsksTheSame_UnderTheGenuineWorker(string file)
    {
        var divergence = GenuineDivergence(file);

        Assert.True(divergence is null, divergence);
    }

    [Theory]
    [MemberData(nameof(Diverging))]
    public void CodeThatAsksForSomethingElse_IsFound_UnderTheGenuineWorker(string file) =>
        Assert.Contains("where the history has", GenuineDivergence(file), StringComparison.Ordinal);

    [Fact]
    public void AHistoryOfCodeThatIsGone_IsFound()
    {
        var recorded = Read("training-completed.json") with { Name = "Gone" };

        Assert.Contains(
            "No orchestrator named 'Gone'",
            HistoryReplay.FindDivergence(recorded, Workflows, JsonDataConverter.Default),
            StringComparison.Ordinal
        );
    }

    private static bool IsDiverging(string name) => name.StartsWith("diverging-", StringComparison.Ordinal);

    private static RecordedHistory Read(string file) => RecordedHistory.Read(File.ReadAllText(Path.Combine(Folder, file)));

    private static string? GenuineDivergence(string file)
    {
        var recorded = Read(file);
        var code = typeof(ModelLifecycle)
            .Assembly.GetTypes()
            .Single(type => type.Name == recorded.Name && type.IsAssignableTo(typeof(ITaskOrchestrator)));
        return GenuineReplay.FindDivergence(recorded, (ITaskOrchestrator)Activator.CreateInstance(code)!);
    }

    private static string? Divergence(string file) => HistoryReplay.FindDivergence(Read(file), Workflows, JsonDataConverter.Default);
}
