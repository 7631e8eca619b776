using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;

namespace ServerlessML.Tests.Worker;

/// <summary>Turns of a recorded run, as the durable extension sends them to the worker, and what the worker wants next.</summary>
internal sealed class RecordedTurn
{
    private readonly JsonNode _history = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", "lifecycle-completed.json")))!;

    private string Instance => (string)_history["instanceId"]!;

    private List<JsonNode> Events => [.. _history["events"]!.AsArray().Select(happened => happened!)];

    public int Turns => Events.Count(happened => Kind(happened) == "TurnStarted");

    /// <summary>The tasks that the code asked for in a turn when it was recorded.</summary>
    /// <param name="turn">From 1.</param>
    public IReadOnlyList<string> AskedFor(int turn) =>
        [.. In(turn).Where(IsAsked).Select(happened => (string?)happened["name"] ?? nameof(OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer))];

    /// <summary>What comes in at a turn, after all that was before it.</summary>
    public string Encoded(int turn)
    {
        var request = new OrchestratorRequest { InstanceId = Instance };
        request.PastEvents.AddRange(Enumerable.Range(1, turn - 1).SelectMany(In).Select(Event).OfType<HistoryEvent>());
        request.NewEvents.AddRange(In(turn).Where(happened => !IsAsked(happened)).Select(Event).OfType<HistoryEvent>());
        return Convert.ToBase64String(request.ToByteArray());
    }

    public static IReadOnlyList<string> Wanted(OrchestratorResponse response) => [.. response.Actions.Select(action => action switch
    {
        { ScheduleTask: { } task } => task.Name,
        { CreateSubOrchestration: { } child } => child.Name,
        _ => action.OrchestratorActionTypeCase.ToString(),
    })];

    private IEnumerable<JsonNode> In(int turn)
    {
        var at = 0;
        foreach (var happened in Events)
        {
            at += Kind(happened) == "TurnStarted" ? 1 : 0;
            if (at == turn)
            {
                yield return happened;
            }
        }
    }

    private HistoryEvent? Event(JsonNode happened)
    {
        if (Made(happened) is not { } made)
        {
            return null;
        }

        // Only a turn has a time that the code sees.
        made.Timestamp = Time(Kind(happened) == "TurnStarted" ? happened : Events[0]);
        return made;
    }

    private HistoryEvent? Made(JsonNode happened)
    {
        var (name, payload, id) = ((string?)happened["name"], (string?)happened["payload"], (int?)happened["taskId"] ?? -1);
        return Kind(happened) switch
        {
            "TurnStarted" => new() { EventId = -1, OrchestratorStarted = new() },
            "ExecutionStarted" => new()
            {
                EventId = -1, ExecutionStarted = new() { Name = name, Input = (string)_history["input"]!, OrchestrationInstance = new() { InstanceId = Instance, ExecutionId = "recorded" } },
            },
            "TaskScheduled" => new() { EventId = id, TaskScheduled = new() { Name = name, Input = payload } },
            "TaskCompleted" => new() { EventId = -1, TaskCompleted = new() { TaskScheduledId = id, Result = payload } },
            "SubOrchestrationScheduled" => new() { EventId = id, SubOrchestrationInstanceCreated = new() { Name = name, InstanceId = (string)happened["target"]!, Input = payload } },
            "SubOrchestrationCompleted" => new() { EventId = -1, SubOrchestrationInstanceCompleted = new() { TaskScheduledId = id, Result = payload } },
            "TimerCreated" => new() { EventId = id, TimerCreated = new() { FireAt = Time(happened) } },
            "TimerFired" => new() { EventId = -1, TimerFired = new() { TimerId = id, FireAt = Time(Events.Single(other => Kind(other) == "TimerCreated" && (int)other["taskId"]! == id)) } },
            "EventRaised" => new() { EventId = -1, EventRaised = new() { Name = name, Input = payload } },
            "Completed" => null,
            var other => throw new JsonException($"No turn of this test has a {other}."),
        };
    }

    private static Timestamp Time(JsonNode happened) => Timestamp.FromDateTime(((DateTime)happened["at"]!).ToUniversalTime());

    private static bool IsAsked(JsonNode happened) => Kind(happened) is "TaskScheduled" or "SubOrchestrationScheduled" or "TimerCreated";

    private static string Kind(JsonNode happened) => (string)happened["kind"]!;
}
