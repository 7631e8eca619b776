using System.Text.Json.Nodes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using ServerlessML.LocalHost.Inspection.DurableFunctions;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.Tests.Cli.Inspection;

/// <summary>Durable Functions' own histories pass through the replay gate, and what cannot be told from them is said.</summary>
public sealed class ExportedHistoryTests
{
    private static readonly DateTime Began = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Recorded =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Histories"), "*.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Replay_TheRowsOfAHistory_SaysWhatItSaysOfTheHistory(string file)
    {
        var history = RecordedHistory.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", file)));
        using TemporaryFolder folder = new();
        File.WriteAllText(folder[file], HistoryTable.Of(history).Export());

        var said = await Said.OfAsync(["replay", "--from", "durable-functions", folder[file]]);

        var diverges = file.StartsWith("diverging-", StringComparison.Ordinal);
        Assert.Equal(diverges ? 1 : 0, said.Code);
        Assert.StartsWith(
            diverges ? $"DIVERGES  {folder[file]}: {history.InstanceId}" : $"same      {folder[file]}: {history.InstanceId}",
            said.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_WhatTheClientReturns_IsTheSameHistory()
    {
        // No keys, numbers for kinds, objects for instances, and the event's time under its own name.
        var events = """
            [{"EventType":12,"EventId":-1,"Timestamp":"2026-01-01T00:00:00Z"},
             {"EventType":0,"EventId":-1,"Timestamp":"2026-01-01T00:00:00Z","Name":"Sleepy","Input":"8","OrchestrationInstance":{"InstanceId":"s-1","ExecutionId":"e1"}},
             {"EventType":4,"EventId":0,"Timestamp":"2026-01-01T00:00:00Z","Name":"Begin"}]
            """;
        var history = Assert.Single(ExportedHistories.Read(events, "file"));
        Assert.Equal(("s-1", "Sleepy", "8"), (history.InstanceId, history.Name, history.Input));
        Assert.Null(Divergence(history));
    }

    [Fact]
    public async Task Replay_WhatTheRouteShowsOfARunningInstance_Passes()
    {
        using TemporaryFolder folder = new();
        TaskRegistry registry = new();
        registry.AddActivity("Try", (_, _) => throw new InvalidOperationException("not today"));
        registry.AddActivity("Greet", (_, _) => Task.FromResult<object?>("hello"));
        registry.AddOrchestrator("Part", async context => await context.CallActivityAsync<string>("Greet", "you"));
        registry.AddOrchestrator("Whole", async context =>
        {
            try
            {
                await context.CallActivityAsync("Try");
            }
            catch (TaskFailedException e) when (e.FailureDetails.ErrorType == typeof(InvalidOperationException).FullName)
            {
                await context.CallSubOrchestratorAsync<string>(
                    "Part",
                    options: new SubOrchestrationOptions { InstanceId = $"{context.InstanceId}:part" }
                );
            }

            await context.CreateTimer(context.CurrentUtcDateTime.AddMilliseconds(1), CancellationToken.None);
            await context.WaitForExternalEvent<int>("first");
            return await context.WaitForExternalEvent<int>("second");
        });
        await using var runtime = DurableRuntime.Open(
            new() { DatabasePath = folder["durable.db"] },
            registry,
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
        );
        await runtime.StartAsync(CancellationToken.None);
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync(
            "Whole",
            "in",
            new Microsoft.DurableTask.StartOrchestrationOptions("whole-1")
        );
        await runtime.Client.RaiseEventAsync("whole-1", "first", 1);
        await WaitFor.TrueAsync("the first event to be in the history", async () =>
            (await runtime.Client.GetOrchestrationHistoryAsync("whole-1")).Any(happened =>
                happened is DurableTask.Core.History.EventRaisedEvent
            )
            && (await runtime.Client.GetOrchestrationHistoryAsync("whole-1")).Any(happened =>
                happened is DurableTask.Core.History.TimerFiredEvent
            )
        );

        JsonArray rows = [.. Rows("whole-1", null).Concat(Rows("whole-1:part", ("whole-1", "Whole")))];
        var histories = ExportedHistories.Read(new JsonObject { ["items"] = rows }.ToJsonString(), "file");

        Assert.Equal(["whole-1", "whole-1:part"], histories.Select(history => history.InstanceId));
        Assert.Equal(("whole-1", "Whole"), (histories[1].ParentId, histories[1].ParentName));
        Assert.All(histories, history => Assert.Null(HistoryReplay.FindDivergence(history, registry, JsonDataConverter.Default)));

        IEnumerable<JsonNode> Rows(string instance, (string, string)? parent) =>
            Functions.Api.HistoryRows.Of(instance, parent, runtime.Client.GetOrchestrationHistoryAsync(instance).GetAwaiter().GetResult());
    }

    [Fact]
    public void Read_ATableOfSeveral_IsOneEach()
    {
        var rows = new JsonArray([.. Sleepy("s-2").Rows.Concat(Sleepy("s-1").Rows).Select(row => row!.DeepClone())]);
        Assert.Equal(["s-2", "s-1"], ExportedHistories.Read(rows.ToJsonString(), "file").Select(history => history.InstanceId));
    }

    [Fact]
    public void Read_RowsOfAnEarlierExecution_AreLeftOut()
    {
        var table = Sleepy("s-1");
        HistoryTable earlier = new("s-1", "e0");
        for (var row = 0; row < 9; row++)
        {
            earlier.Turn(Began);
        }

        var rows = new JsonArray([.. table.Rows.Concat(earlier.Rows.Skip(table.Rows.Count)).Reverse().Select(row => row!.DeepClone())]);
        Assert.Null(Divergence(Assert.Single(ExportedHistories.Read(rows.ToJsonString(), "file"))));
    }

    // Eight days are two parts of three and one of two, and what follows is numbered after all of them.
    [Theory]
    [InlineData(1, 8, null)]
    [InlineData(2, 8, null)]
    [InlineData(3, 8, null)]
    [InlineData(4, 8, null)]
    [InlineData(2, 7, null)]
    [InlineData(3, 7, "The code asks for a timer for 2026-01-08")]
    [InlineData(1, 2, "The code asks for a timer for 2026-01-03")]
    public void Replay_ATimerThatTheWorkerMadeIntoParts_IsOne(int parts, int days, string? divergence)
    {
        var table = Sleepy("s-1", input: $"{days}").Turn(Began).Add("TaskCompleted", ("TaskScheduledId", 0), ("Result", "null"));
        DateTime[] due = [Began.AddDays(3), Began.AddDays(6), Began.AddDays(8)];
        for (var part = 0; part < parts; part++)
        {
            if (part > 0)
            {
                table.Turn(due[part - 1]).Add("TimerFired", ("TimerId", part), ("FireAt", HistoryTable.Text(due[part - 1])));
            }

            if (part < due.Length)
            {
                table.Add("TimerCreated", ("EventId", part + 1), ("FireAt", HistoryTable.Text(due[part])));
            }
            else
            {
                table.Add("TaskScheduled", ("EventId", part + 1), ("Name", "End"));
            }
        }

        var found = Divergence(Assert.Single(ExportedHistories.Read(table.Export(), "file")));
        Assert.True(divergence is null ? found is null : found?.StartsWith(divergence, StringComparison.Ordinal) == true, found);
    }

    [Theory]
    [InlineData(
        "ResultBlobName",
        "s-1/history-result.json.gz",
        "'s-1', row 0000000000000005 (TaskCompleted) has its Result in the blob 's-1/history-result.json.gz'"
    )]
    [InlineData("_Timestamp", null, "'s-1', row 0000000000000004 (OrchestratorStarted) has no _Timestamp")]
    [InlineData("TaskScheduledId", "zero", "'s-1', row 0000000000000005 (TaskCompleted) has no TaskScheduledId, or one that is no number")]
    [InlineData(
        "EventType",
        "EntityOperation",
        "'s-1', row 0000000000000004 (EntityOperation) is of a kind that the replay gate does not know"
    )]
    [InlineData("EventType", "ContinueAsNew", "ends an execution whose successor is not there yet")]
    public void Read_ARowThatCannotBeConverted_IsNamed(string member, string? value, string expected)
    {
        var table = Sleepy("s-1").Turn(Began).Add("TaskCompleted", ("TaskScheduledId", 0), ("Result", "null"));
        foreach (var row in table.Rows.Skip(member is "_Timestamp" or "EventType" ? 4 : 5).Take(1))
        {
            row!.AsObject()[member] = value;
        }

        var e = Assert.Throws<ExportedHistoryException>(() => ExportedHistories.Read(table.Export(), "file"));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"instanceId":"s-1","historyEvents":[{"EventType":"TaskCompleted"}]}""", "export the rows of the History table")]
    [InlineData("""{"items":[{"EventType":"OrchestratorStarted"}],"nextMarker":{"nextpartitionkey":"x"}}""", "--num-results '*'")]
    [InlineData("[]", "It has no rows. Export")]
    [InlineData("{", "It is not JSON")]
    [InlineData("""{"rows":1}""", "an array of them is expected")]
    [InlineData("""[{"EventType":13,"EventId":-1}]""", "begins a history without ExecutionStarted")]
    [InlineData("""[{"EventType":6,"TaskScheduledId":0,"Reason":"no"}]""", "row 1 (6) has no FailureDetails")]
    public async Task Replay_WhatIsNoHistory_SaysWhatToDo(string text, string expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["export.json"], text);
        var said = await Said.OfAsync(["replay", "--from", "durable-functions", folder["export.json"]]);
        Assert.StartsWith($"sml: {folder["export.json"]}", said.Error, StringComparison.Ordinal);
        Assert.Contains(expected, said.Error, StringComparison.Ordinal);
        Assert.Equal(1, said.Code);
    }

    [Fact]
    public async Task Replay_FromWhatIsNotKnown_NamesWhatIs() =>
        Assert.Contains(
            "--from is “temporal”; it must be durable-functions",
            (await Said.OfAsync(["replay", "--from", "temporal", "x"])).Error,
            StringComparison.Ordinal
        );

    private static HistoryTable Sleepy(string instance, string input = "8") =>
        new HistoryTable(instance)
            .Turn(Began)
            .Add("ExecutionStarted", ("Name", "Sleepy"), ("Input", input))
            .Add("TaskScheduled", ("EventId", 0), ("Name", "Begin"));

    private static string? Divergence(RecordedHistory history)
    {
        TaskRegistry registry = new();
        registry.AddOrchestrator("Sleepy", async context =>
        {
            await context.CallActivityAsync("Begin");
            await context.CreateTimer(context.CurrentUtcDateTime.AddDays(context.GetInput<int>()), CancellationToken.None);
            await context.CallActivityAsync("End");
            return null;
        });
        return HistoryReplay.FindDivergence(history, registry, JsonDataConverter.Default);
    }
}
