using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.Tests.Cli.Inspection;

/// <summary>Rows as DurableTask.AzureStorage writes them to its History table, composed from its public schema.</summary>
internal sealed class HistoryTable(string instance, string execution = "e1")
{
    private DateTime _turn;
    private bool _open;

    public JsonArray Rows { get; } = [];

    public HistoryTable Turn(DateTime at)
    {
        if (_open)
        {
            Add("OrchestratorCompleted");
        }

        (_turn, _open) = (at, true);
        return Add("OrchestratorStarted");
    }

    public HistoryTable Add(string kind, params (string Name, JsonNode? Value)[] members)
    {
        var row = new JsonObject
        {
            // The row's own time is when it was written, and not the event's.
            ["PartitionKey"] = instance,
            ["RowKey"] = Rows.Count.ToString("X16", CultureInfo.InvariantCulture),
            ["Timestamp"] = "2030-01-01T00:00:00Z",
            ["_Timestamp"] = Text(_turn),
            ["ExecutionId"] = execution,
            ["EventType"] = kind,
            ["EventId"] = -1,
            ["IsPlayed"] = false,
        };
        foreach (var (name, value) in members)
        {
            row[name] = value;
        }

        Rows.Add(row);
        return this;
    }

    public string Export() =>
        new JsonObject
        {
            ["items"] = new JsonArray([
                .. Rows.Select(row => row!.DeepClone()),
                new JsonObject
                {
                    ["PartitionKey"] = instance,
                    ["RowKey"] = "sentinel",
                    ["ExecutionId"] = execution,
                },
            ]),
            ["nextMarker"] = new JsonObject(),
        }.ToJsonString();

    /// <summary>The same history, had it come about there.</summary>
    public static HistoryTable Of(RecordedHistory history)
    {
        HistoryTable table = new(history.InstanceId);
        Dictionary<int, DateTime> due = [];
        foreach (var happened in history.Events)
        {
            switch (happened.Kind)
            {
                case "TurnStarted":
                    table.Turn(happened.At!.Value);
                    break;
                case "ExecutionStarted":
                    table.Add(
                        "ExecutionStarted",
                        ("Name", happened.Name),
                        ("Input", history.Input),
                        ("OrchestrationInstance", $$"""{"InstanceId":"{{history.InstanceId}}","ExecutionId":"e1"}"""),
                        (
                            "ParentInstance",
                            history.ParentId is null
                                ? null
                                : new JsonObject
                                {
                                    ["Name"] = history.ParentName,
                                    ["OrchestrationInstance"] = new JsonObject { ["InstanceId"] = history.ParentId },
                                }.ToJsonString()
                        )
                    );
                    break;
                case "TaskScheduled":
                    table.Add("TaskScheduled", ("EventId", happened.TaskId), ("Name", happened.Name), ("Version", ""));
                    break;
                case "TaskCompleted":
                    table.Add("TaskCompleted", ("TaskScheduledId", happened.TaskId), ("Result", happened.Payload));
                    break;
                case "TaskFailed":
                    table.Add(
                        "TaskFailed",
                        ("TaskScheduledId", happened.TaskId),
                        ("Reason", "it failed"),
                        ("FailureDetails", happened.Payload)
                    );
                    break;
                case "SubOrchestrationScheduled":
                    table.Add(
                        "SubOrchestrationInstanceCreated",
                        ("EventId", happened.TaskId),
                        ("Name", happened.Name),
                        ("InstanceId", happened.Target)
                    );
                    break;
                case "SubOrchestrationCompleted":
                    table.Add("SubOrchestrationInstanceCompleted", ("TaskScheduledId", happened.TaskId), ("Result", happened.Payload));
                    break;
                case "TimerCreated":
                    due[happened.TaskId!.Value] = happened.At!.Value;
                    table.Add("TimerCreated", ("EventId", happened.TaskId), ("FireAt", Text(happened.At!.Value)));
                    break;
                case "TimerFired":
                    table.Add("TimerFired", ("TimerId", happened.TaskId), ("FireAt", Text(due[happened.TaskId!.Value])));
                    break;
                case "EventRaised":
                    table.Add("EventRaised", ("Name", happened.Name), ("Input", happened.Payload));
                    break;
                case "Completed":
                    table.Add("ExecutionCompleted", ("EventId", 99), ("OrchestrationStatus", happened.Name), ("Result", "null"));
                    break;
                default:
                    throw new InvalidOperationException($"The test knows no {happened.Kind}.");
            }
        }

        return table;
    }

    public static string Text(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
