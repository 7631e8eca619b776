using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace ServerlessML.LocalHost.Runtime;

public sealed record DurableRuntimeOptions
{
    /// <summary>The SQLite file; made when it is not there. A file beside it, ending in <c>.lock</c>, keeps other processes out.</summary>
    public required string DatabasePath { get; init; }

    public int MaxConcurrentActivities { get; init; } = 8;

    /// <summary>
    /// How many unfinished instances are kept in memory. Beyond it those that were told nothing for longest are let go; they are replayed
    /// from their history when they are told something.
    /// </summary>
    public int MaxResidentInstances { get; init; } = 2000;

    /// <summary>How long an orchestrator's code may hold its thread before its instance fails.</summary>
    public TimeSpan MaxTurnTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long before its time a timer fires; the code then sees the early time. Azure Storage counts in whole seconds, so that timers
    /// are up to a second early there; code that asks for the same time again is told at once again, as it is there.
    /// </summary>
    public TimeSpan TimerEarliness { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// How much of inputs, outputs and statuses one answer of the client may hold, in bytes of UTF-8: the genuine client has it in one
    /// message, which the Functions host's <c>maxGrpcMessageSizeInBytes</c> limits.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a finished instance is kept, by its status; one whose status is not there is kept until it is purged.</summary>
    public IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Retention { get; init; } =
        new Dictionary<OrchestrationRuntimeStatus, TimeSpan>();

    /// <summary>How often finished instances are looked through for what is past its time.</summary>
    public TimeSpan RetentionPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often, by the machine's clock, the runtime looks for work that is pending and that nobody does; what is found is logged, and
    /// done again where that is safe. <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// </summary>
    public TimeSpan WatchdogPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How large the database may grow; without a value as large as the disk lets it.</summary>
    public long? MaxDatabaseBytes { get; init; }

    public DataConverter DataConverter { get; init; } = JsonDataConverter.Default;
}
