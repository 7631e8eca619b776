using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.LocalHost.Inspection.DurableFunctions;

/// <summary>
/// Rows of one execution as the replay gate's events. Inputs of calls are left out: they are not compared, and Durable Functions does not
/// keep them.
/// </summary>
internal sealed class ExportedHistory
{
    private readonly List<RecordedEvent> _events = [];
    private readonly LongTimers _timers = new();
    private HistoryRow? _started;
    private OrchestrationRuntimeStatus _status = OrchestrationRuntimeStatus.Running;

    private ExportedHistory() { }

    /// <exception cref="ExportedHistoryException">A row cannot be converted; the message names it.</exception>
    public static RecordedHistory Of(IReadOnlyList<HistoryRow> rows, string otherwise)
    {
        ExportedHistory history = new();
        foreach (var row in rows)
        {
            history.Add(row);
        }

        var started = history._started ?? throw rows[0].Wrong("begins a history without ExecutionStarted: rows are missing");
        var self = started.Object("OrchestrationInstance");
        var parent = started.Object("ParentInstance");
        var id = started.Instance ?? (string?)self?["InstanceId"] ?? otherwise;
        return new()
        {
            InstanceId = id,
            Name = started.Needed("Name"),
            Version = started.Text("Version") ?? "",
            Status = history._status,
            Input = started.Payload("Input"),
            Execution = Number($"{id}/{started.Execution ?? (string?)self?["ExecutionId"]}"),
            ParentId = (string?)parent?["OrchestrationInstance"]?["InstanceId"],
            ParentName = (string?)parent?["Name"],
            Events = history._timers.Joined(history._events),
        };
    }

    private void Add(HistoryRow row)
    {
        switch (row.Kind)
        {
            case "OrchestratorStarted":
                Tell("TurnStarted", at: row.At);
                break;
            case "OrchestratorCompleted":
                break;
            case "ExecutionStarted":
                _started = row;
                Tell("ExecutionStarted", name: row.Needed("Name"));
                break;
            case "TaskScheduled":
                Tell("TaskScheduled", row.Number("EventId"), row.Needed("Name"));
                break;
            case "TaskCompleted":
                Tell("TaskCompleted", row.Number("TaskScheduledId"), payload: row.Payload("Result"));
                break;
            case "TaskFailed":
                Tell("TaskFailed", row.Number("TaskScheduledId"), payload: Failure(row));
                break;
            case "SubOrchestrationInstanceCreated":
                Tell("SubOrchestrationScheduled", row.Number("EventId"), row.Needed("Name"), row.Needed("InstanceId"));
                break;
            case "SubOrchestrationInstanceCompleted":
                Tell("SubOrchestrationCompleted", row.Number("TaskScheduledId"), payload: row.Payload("Result"));
                break;
            case "SubOrchestrationInstanceFailed":
                Tell("SubOrchestrationFailed", row.Number("TaskScheduledId"), payload: Failure(row));
                break;
            case "TimerCreated":
                Tell("TimerCreated", row.Number("EventId"), at: row.Time("FireAt"));
                break;
            case "TimerFired":
                Tell("TimerFired", row.Number("TimerId"));
                break;
            case "EventSent":
                Tell("EventSent", row.Number("EventId"), row.Needed("Name"), row.Needed("InstanceId"));
                break;
            case "EventRaised":
                Tell("EventRaised", name: row.Needed("Name"), payload: row.Payload("Input"));
                break;
            case "ExecutionSuspended":
                Tell("Suspended", payload: row.Payload("Reason"));
                break;
            case "ExecutionResumed":
                Tell("Resumed", payload: row.Payload("Reason"));
                break;
            case "ExecutionTerminated":
                _status = OrchestrationRuntimeStatus.Terminated;
                Tell("Terminated", payload: row.Payload("Input"));
                break;
            case "ExecutionCompleted":
                Complete(row);
                break;
            case "ContinueAsNew":
                throw row.Wrong("ends an execution whose successor is not there yet: export the instance again");
            default:
                throw row.Wrong("is of a kind that the replay gate does not know");
        }
    }

    private void Complete(HistoryRow row)
    {
        var status = row.Text("OrchestrationStatus") ?? throw row.Wrong("has no OrchestrationStatus");
        _status = Enum.TryParse(status, out OrchestrationRuntimeStatus known)
            ? known
            : throw row.Wrong($"has the unknown OrchestrationStatus '{status}'");
        Tell("Completed", name: status);
    }

    // Whether a call is tried again depends on the failure's type, which Reason does not tell.
    private static string Failure(HistoryRow row) =>
        Details(
                row.Object("FailureDetails")
                    ?? throw row.Wrong("has no FailureDetails, by which the code may have decided what to do next"),
                row
            )
            .ToJsonString();

    private static JsonObject Details(JsonObject details, HistoryRow row) =>
        new()
        {
            ["ErrorType"] = (string?)details["ErrorType"] ?? throw row.Wrong("has FailureDetails without ErrorType"),
            ["ErrorMessage"] = (string?)details["ErrorMessage"] ?? "",
            ["StackTrace"] = (string?)details["StackTrace"],
            ["InnerFailure"] = details["InnerFailure"] is JsonObject inner ? Details(inner, row) : null,
        };

    private void Tell(
        string kind,
        int? task = null,
        string? name = null,
        string? target = null,
        string? payload = null,
        DateTime? at = null
    ) => _events.Add(new(kind, task, name, target, payload, at));

    // Ids that code makes rest on it; here they need only be the same at each replay.
    private static long Number(string text) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & long.MaxValue;
}
