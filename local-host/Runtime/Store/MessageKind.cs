namespace ServerlessML.LocalHost.Runtime.Store;

// The numbers are stored.
internal enum MessageKind
{
    EventRaised = 1,
    SubOrchestrationStart = 2,
    SubOrchestrationCompleted = 3,
    SubOrchestrationFailed = 4,

    // 5 told a child that its parent was ended.
    SubOrchestrationRewound = 6,
}
