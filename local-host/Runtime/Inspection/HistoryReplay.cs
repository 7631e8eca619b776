using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>Runs code over a recorded history, as a host would after an upgrade.</summary>
public static class HistoryReplay
{
    /// <returns>How the code diverges from the history, or null when it does not.</returns>
    public static string? FindDivergence(RecordedHistory recorded, TaskRegistry registry, DataConverter converter)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(registry);
        if (registry.FindOrchestrator(recorded.Name) is not { } code)
        {
            return $"No orchestrator named '{recorded.Name}' is registered.";
        }

        OrchestrationRun run = new(Row(recorded), code, converter, NullLoggerFactory.Instance, _ => { });
        List<HistoryEvent> history = [.. recorded.Events.Select(happened => happened.ToEvent())];
        var end = history.Find(happened => happened.Kind is HistoryKind.Completed or HistoryKind.Terminated);
        try
        {
            Replay.Over(run, history.Where(happened => happened.Kind is not (HistoryKind.Completed or HistoryKind.Terminated)));
            if (end is null)
            {
                Replay.RequireWaiting(run);
            }
        }
        catch (NonDeterminismException error)
        {
            return error.Message;
        }

        return end is { Kind: HistoryKind.Completed } ? CompareEnds(run.Outcome, end) : null;
    }

    private static string? CompareEnds(OrchestrationOutcome? outcome, HistoryEvent end)
    {
        var now = outcome switch
        {
            null => "still waits",
            { StartsAnew: not null } => "starts anew",
            { Failure: { } failure } => $"has failed ({failure})",
            _ => "has completed",
        };
        var then = end.Name == nameof(OrchestrationRuntimeStatus.Completed) ? "has completed" : "has failed";
        return now.StartsWith(then, StringComparison.Ordinal) ? null : $"The code {now}, where the history says that it {then}.";
    }

    private static InstanceRow Row(RecordedHistory recorded) =>
        new()
        {
            Key = 0,
            Id = recorded.InstanceId,
            Execution = recorded.Execution,
            Name = recorded.Name,
            Version = recorded.Version,
            Parent = recorded.ParentId is { } parent ? new(parent, recorded.ParentName ?? "", 0, 0) : null,
            Status = OrchestrationRuntimeStatus.Running,
            CreatedAt = default,
            UpdatedAt = default,
            Input = recorded.Input,
        };
}
