using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;
using ServerlessML.LocalHost.Runtime.Inspection;
using Details = Microsoft.DurableTask.TaskFailureDetails;

namespace ServerlessML.Tests.Replay;

/// <summary>
/// One turn of a recorded history, as the genuine worker has it: what the code was told, and what of its answer the history keeps.
/// </summary>
/// <param name="Asked">The same as <paramref name="Kept"/>, and the end, in words.</param>
internal sealed record RecordedTurn(List<HistoryEvent> Told, List<HistoryEvent> Kept, List<string> Asked)
{
    private const int Unasked = -1;

    public static List<RecordedTurn> Of(RecordedHistory recorded)
    {
        List<RecordedTurn> turns = [];
        Dictionary<int, Timestamp> timers = [];
        Timestamp now = new();
        foreach (var happened in recorded.Events)
        {
            if (happened.Kind == "TurnStarted")
            {
                now = Stamp(happened);
                turns.Add(new([], [], []));
            }

            if (happened.Kind == "TimerCreated")
            {
                timers[happened.TaskId!.Value] = Stamp(happened);
            }

            var turn = turns[^1];
            if (Words(happened) is { } words)
            {
                turn.Asked.Add(words);
            }

            if (AskedEvent(happened) is { } asked)
            {
                turn.Kept.Add(At(asked, now));
            }
            else if (ToldEvent(happened, recorded, timers) is { } told)
            {
                turn.Told.Add(At(told, now));
            }
        }

        turns.ForEach(turn => turn.Kept.Add(At(new() { EventId = Unasked, OrchestratorCompleted = new() }, turn.Told[0].Timestamp)));
        return turns;
    }

    /// <summary>Says what the code asks for in the words of <see cref="Asked"/>.</summary>
    public static string Words(OrchestratorAction action) =>
        action.OrchestratorActionTypeCase switch
        {
            OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask => $"#{action.Id} activity {action.ScheduleTask.Name}",
            OrchestratorAction.OrchestratorActionTypeOneofCase.CreateSubOrchestration =>
                $"#{action.Id} child {action.CreateSubOrchestration.Name} {action.CreateSubOrchestration.InstanceId}",
            OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer =>
                $"#{action.Id} timer {action.CreateTimer.FireAt.ToDateTime():O}",
            OrchestratorAction.OrchestratorActionTypeOneofCase.SendEvent =>
                $"#{action.Id} event {action.SendEvent.Name} {action.SendEvent.Instance.InstanceId}",
            OrchestratorAction.OrchestratorActionTypeOneofCase.CompleteOrchestration
                when action.CompleteOrchestration.FailureDetails is { } failure => $"end Failed {failure.ErrorType}",
            OrchestratorAction.OrchestratorActionTypeOneofCase.CompleteOrchestration =>
                $"end {action.CompleteOrchestration.OrchestrationStatus}",
            _ => action.ToString(),
        };

    private static HistoryEvent At(HistoryEvent happened, Timestamp now)
    {
        happened.Timestamp = now;
        return happened;
    }

    private static Timestamp Stamp(RecordedEvent happened) =>
        Timestamp.FromDateTime(DateTime.SpecifyKind(happened.At!.Value, DateTimeKind.Utc));

    private static string? Words(RecordedEvent happened) =>
        happened.Kind switch
        {
            "TaskScheduled" => $"#{happened.TaskId} activity {happened.Name}",
            "SubOrchestrationScheduled" => $"#{happened.TaskId} child {happened.Name} {happened.Target}",
            "TimerCreated" => $"#{happened.TaskId} timer {Stamp(happened).ToDateTime():O}",
            "EventSent" => $"#{happened.TaskId} event {happened.Name} {happened.Target}",
            "Completed" when happened.Name == "Completed" => $"end {OrchestrationStatus.Completed}",
            "Completed" => $"end {happened.Name} {Failure(happened)!.ErrorType}",
            _ => null,
        };

    private static HistoryEvent? AskedEvent(RecordedEvent happened) =>
        happened.Kind switch
        {
            "TaskScheduled" => new()
            {
                EventId = happened.TaskId!.Value,
                TaskScheduled = new() { Name = happened.Name, Input = happened.Payload },
            },
            "SubOrchestrationScheduled" => new()
            {
                EventId = happened.TaskId!.Value,
                SubOrchestrationInstanceCreated = new()
                {
                    Name = happened.Name,
                    InstanceId = happened.Target,
                    Input = happened.Payload,
                },
            },
            "TimerCreated" => new()
            {
                EventId = happened.TaskId!.Value,
                TimerCreated = new() { FireAt = Stamp(happened) },
            },
            "EventSent" => new()
            {
                EventId = happened.TaskId!.Value,
                EventSent = new()
                {
                    Name = happened.Name,
                    InstanceId = happened.Target,
                    Input = happened.Payload,
                },
            },
            _ => null,
        };

    private static HistoryEvent? ToldEvent(RecordedEvent happened, RecordedHistory recorded, Dictionary<int, Timestamp> timers)
    {
        var task = happened.TaskId ?? Unasked;
        return happened.Kind switch
        {
            "TurnStarted" => new() { EventId = Unasked, OrchestratorStarted = new() },
            "ExecutionStarted" => new() { EventId = Unasked, ExecutionStarted = Start(recorded) },
            "TaskCompleted" => new()
            {
                EventId = Unasked,
                TaskCompleted = new() { TaskScheduledId = task, Result = happened.Payload },
            },
            "TaskFailed" => new()
            {
                EventId = Unasked,
                TaskFailed = new() { TaskScheduledId = task, FailureDetails = Failure(happened) },
            },
            "SubOrchestrationCompleted" => new()
            {
                EventId = Unasked,
                SubOrchestrationInstanceCompleted = new() { TaskScheduledId = task, Result = happened.Payload },
            },
            "SubOrchestrationFailed" => new()
            {
                EventId = Unasked,
                SubOrchestrationInstanceFailed = new() { TaskScheduledId = task, FailureDetails = Failure(happened) },
            },
            "TimerFired" => new()
            {
                EventId = Unasked,
                TimerFired = new() { TimerId = task, FireAt = timers[task] },
            },
            "EventRaised" => new()
            {
                EventId = Unasked,
                EventRaised = new() { Name = happened.Name, Input = happened.Payload },
            },
            "Suspended" => new()
            {
                EventId = Unasked,
                ExecutionSuspended = new() { Input = happened.Payload },
            },
            "Resumed" => new()
            {
                EventId = Unasked,
                ExecutionResumed = new() { Input = happened.Payload },
            },
            "Completed" or "Terminated" => null,
            _ => throw new InvalidDataException(
                $"The history of '{recorded.InstanceId}' has an event of the unknown kind '{happened.Kind}'."
            ),
        };
    }

    private static ExecutionStartedEvent Start(RecordedHistory recorded)
    {
        ExecutionStartedEvent start = new()
        {
            Name = recorded.Name,
            Version = recorded.Version,
            Input = recorded.Input,
            OrchestrationInstance = new() { InstanceId = recorded.InstanceId, ExecutionId = $"{recorded.Execution}" },
        };
        if (recorded.ParentId is { } parent)
        {
            start.ParentInstance = new()
            {
                Name = recorded.ParentName,
                OrchestrationInstance = new() { InstanceId = parent, ExecutionId = "" },
            };
        }

        return start;
    }

    private static TaskFailureDetails? Failure(RecordedEvent happened) =>
        happened.Payload is { } payload ? Failure(JsonSerializer.Deserialize<Details>(payload)!) : null;

    private static TaskFailureDetails Failure(Details details)
    {
        TaskFailureDetails failure = new()
        {
            ErrorType = details.ErrorType,
            ErrorMessage = details.ErrorMessage,
            StackTrace = details.StackTrace,
        };
        if (details.InnerFailure is { } inner)
        {
            failure.InnerFailure = Failure(inner);
        }

        return failure;
    }
}
