using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Instances;

/// <summary>What an instance is told. Those with a caller answer it once their effect is committed.</summary>
internal abstract record InstanceMessage
{
    public sealed record Create(StartRequest Request, TaskCompletionSource<bool> Caller) : InstanceMessage;

    /// <summary>Begin the execution that was created or that starts anew.</summary>
    public sealed record Start : InstanceMessage;

    public sealed record ActivityFinished(ActivityRow Activity, string? Result, TaskFailureDetails? Failure) : InstanceMessage;

    public sealed record TimerDue(TimerRow Timer) : InstanceMessage;

    /// <summary>A stored message has come.</summary>
    public sealed record Delivered(MessageRow Message) : InstanceMessage;

    public sealed record Raise(string Name, string? Payload, TaskCompletionSource<bool> Caller) : InstanceMessage;

    public sealed record Suspend(string? Reason, TaskCompletionSource<bool> Caller) : InstanceMessage;

    public sealed record Resume(string? Reason, TaskCompletionSource<bool> Caller) : InstanceMessage;

    public sealed record Terminate(string? Output, TaskCompletionSource<bool> Caller) : InstanceMessage;

    public sealed record Rewind(string Reason, TaskCompletionSource<bool> Caller) : InstanceMessage;

    /// <summary>Tells that the instance's code has held its thread for too long, in an actor that was given up.</summary>
    public sealed record Blocked(string Text) : InstanceMessage;

    public sealed record Purge(TaskCompletionSource<bool> Caller) : InstanceMessage;

    /// <summary>Look whether all that the code waits for is pending.</summary>
    public sealed record Check(TaskCompletionSource<IReadOnlyList<Inconsistency>> Caller) : InstanceMessage;

    /// <summary>Answer once all that was told before is committed.</summary>
    public sealed record Settle(TaskCompletionSource<bool> Caller) : InstanceMessage;

    public sealed record Violated(OrchestrationRun Run) : InstanceMessage;
}
