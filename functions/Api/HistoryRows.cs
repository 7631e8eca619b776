using System.Text.Json.Nodes;
using DurableTask.Core;
using DurableTask.Core.History;

namespace ServerlessML.Functions.Api;

/// <summary>
/// An instance's history as rows that the replay gate takes, named as Durable Functions' own History table names its columns.
/// </summary>
public static class HistoryRows
{
    /// <param name="instance">Whose.</param>
    /// <param name="parent">Of a sub-orchestration: who started it, and by which name; null for none.</param>
    /// <param name="events">In order.</param>
    public static IEnumerable<JsonObject> Of(string instance, (string Id, string Name)? parent, IEnumerable<HistoryEvent> events)
    {
        foreach (var happened in events)
        {
            var row = new JsonObject
            {
                ["PartitionKey"] = instance,
                ["EventType"] = happened.EventType.ToString(),
                ["EventId"] = happened.EventId,
                ["Timestamp"] = DateTime.SpecifyKind(happened.Timestamp, DateTimeKind.Utc).ToString("O"),
            };
            foreach (var (name, value) in Members(happened, parent))
            {
                row[name] = value;
            }

            yield return row;
        }
    }

    private static (string Name, JsonNode? Value)[] Members(HistoryEvent happened, (string Id, string Name)? parent) =>
        happened switch
        {
            ExecutionStartedEvent one =>
            [
                ("Name", one.Name),
                ("Version", one.Version),
                ("Input", one.Input),
                ("ParentInstance", Parent(parent)),
            ],
            TaskScheduledEvent one => [("Name", one.Name)],
            TaskCompletedEvent one => [("TaskScheduledId", one.TaskScheduledId), ("Result", one.Result)],
            TaskFailedEvent one =>
            [
                ("TaskScheduledId", one.TaskScheduledId),
                ("Reason", one.Reason),
                ("FailureDetails", Failure(one.FailureDetails)),
            ],
            SubOrchestrationInstanceCreatedEvent one => [("Name", one.Name), ("InstanceId", one.InstanceId)],
            SubOrchestrationInstanceCompletedEvent one => [("TaskScheduledId", one.TaskScheduledId), ("Result", one.Result)],
            SubOrchestrationInstanceFailedEvent one =>
            [
                ("TaskScheduledId", one.TaskScheduledId),
                ("Reason", one.Reason),
                ("FailureDetails", Failure(one.FailureDetails)),
            ],
            TimerCreatedEvent one => [("FireAt", Time(one.FireAt))],
            TimerFiredEvent one => [("TimerId", one.TimerId), ("FireAt", Time(one.FireAt))],
            EventSentEvent one => [("Name", one.Name), ("InstanceId", one.InstanceId)],
            EventRaisedEvent one => [("Name", one.Name), ("Input", one.Input)],
            ExecutionSuspendedEvent one => [("Reason", one.Reason)],
            ExecutionResumedEvent one => [("Reason", one.Reason)],
            ExecutionTerminatedEvent one => [("Input", one.Input)],
            ExecutionCompletedEvent one => [("OrchestrationStatus", one.OrchestrationStatus.ToString())],
            _ => [],
        };

    private static JsonObject? Parent((string Id, string Name)? parent) =>
        parent is not { } one
            ? null
            : new()
            {
                ["Name"] = one.Name,
                ["OrchestrationInstance"] = new JsonObject { ["InstanceId"] = one.Id },
            };

    private static JsonObject? Failure(FailureDetails? details) =>
        details is null
            ? null
            : new()
            {
                ["ErrorType"] = details.ErrorType,
                ["ErrorMessage"] = details.ErrorMessage,
                ["StackTrace"] = details.StackTrace,
                ["InnerFailure"] = Failure(details.InnerFailure),
            };

    private static string Time(DateTime at) => DateTime.SpecifyKind(at, DateTimeKind.Utc).ToString("O");
}
