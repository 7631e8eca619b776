using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Core = DurableTask.Core.History;
using Stored = ServerlessML.LocalHost.Runtime.Store.HistoryEvent;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>A stored history as the client's API shows one. An event has the time of its turn.</summary>
internal static class CoreHistory
{
    private const int Unasked = -1;

    public static IList<Core.HistoryEvent> Of(InstanceRow row, IReadOnlyList<Stored> history)
    {
        List<Core.HistoryEvent> events = [];
        Dictionary<int, DateTime> timers = [];
        var turn = row.CreatedAt;
        foreach (var happened in history)
        {
            if (happened.Kind == HistoryKind.TurnStarted)
            {
                turn = happened.At;
            }

            if (happened.Kind == HistoryKind.TimerCreated)
            {
                timers[happened.TaskId] = happened.At;
            }

            var converted = Convert(row, happened, timers);
            converted.Timestamp = turn;
            events.Add(converted);
        }

        return events;
    }

    private static Core.HistoryEvent Convert(InstanceRow row, Stored happened, Dictionary<int, DateTime> timers) =>
        happened.Kind switch
        {
            HistoryKind.TurnStarted => new OrchestratorStartedEvent(Unasked),
            HistoryKind.ExecutionStarted => new ExecutionStartedEvent(Unasked, row.Input) { Name = row.Name, Version = row.Version },
            HistoryKind.TaskScheduled => new TaskScheduledEvent(happened.TaskId) { Name = happened.Name, Input = happened.Payload },
            HistoryKind.TaskCompleted => new TaskCompletedEvent(Unasked, happened.TaskId, happened.Payload),
            HistoryKind.TaskFailed => Failed(happened, (reason, details) =>
                new TaskFailedEvent(Unasked, happened.TaskId, reason, null, details)
            ),
            HistoryKind.SubOrchestrationScheduled => new SubOrchestrationInstanceCreatedEvent(happened.TaskId)
            {
                Name = happened.Name,
                InstanceId = happened.Target,
                Input = happened.Payload,
            },
            HistoryKind.SubOrchestrationCompleted => new SubOrchestrationInstanceCompletedEvent(Unasked, happened.TaskId, happened.Payload),
            HistoryKind.SubOrchestrationFailed => Failed(happened, (reason, details) =>
                new SubOrchestrationInstanceFailedEvent(Unasked, happened.TaskId, reason, null, details)
            ),
            HistoryKind.TimerCreated => new TimerCreatedEvent(happened.TaskId, happened.At),
            HistoryKind.TimerFired => new TimerFiredEvent(Unasked, timers.GetValueOrDefault(happened.TaskId)) { TimerId = happened.TaskId },
            HistoryKind.EventSent => new EventSentEvent(happened.TaskId)
            {
                InstanceId = happened.Target,
                Name = happened.Name,
                Input = happened.Payload,
            },
            HistoryKind.EventRaised => new EventRaisedEvent(Unasked, happened.Payload) { Name = happened.Name },
            HistoryKind.Suspended => new ExecutionSuspendedEvent(Unasked, happened.Payload),
            HistoryKind.Resumed => new ExecutionResumedEvent(Unasked, happened.Payload),
            HistoryKind.Terminated => new ExecutionTerminatedEvent(Unasked, happened.Payload),
            HistoryKind.Completed => new ExecutionCompletedEvent(
                Unasked,
                row.Output,
                Status(row.Status),
                row.Failure is { } failure ? CoreFailure.Of(StoredFailure.Read(failure)) : null
            ),
            _ => throw new DurableRuntimeException($"'{row.Id}' has an event of the unknown kind {happened.Kind}."),
        };

    private static Core.HistoryEvent Failed(Stored happened, Func<string?, FailureDetails?, Core.HistoryEvent> make)
    {
        var failure = StoredFailure.ReadOrNull(happened.Payload);
        return make(failure?.ErrorMessage, failure is null ? null : CoreFailure.Of(failure));
    }

    private static OrchestrationStatus Status(OrchestrationRuntimeStatus status) => Enum.Parse<OrchestrationStatus>(status.ToString());
}
