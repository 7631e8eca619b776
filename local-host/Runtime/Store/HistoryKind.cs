namespace ServerlessML.LocalHost.Runtime.Store;

// The numbers are stored.
internal enum HistoryKind
{
    TurnStarted = 1,
    ExecutionStarted = 2,
    TaskScheduled = 3,
    TaskCompleted = 4,
    TaskFailed = 5,
    SubOrchestrationScheduled = 6,
    SubOrchestrationCompleted = 7,
    SubOrchestrationFailed = 8,
    TimerCreated = 9,
    TimerFired = 10,
    EventSent = 11,
    EventRaised = 12,
    Suspended = 13,
    Resumed = 14,
    Terminated = 15,
    Completed = 16,
}
