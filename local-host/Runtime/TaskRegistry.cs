using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>The orchestrators and activities that the runtime can run, by name without regard to case.</summary>
public sealed class TaskRegistry
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Dictionary<string, Func<ActivityCall, CancellationToken, Task<object?>>> _activities = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) =>
        Add(_orchestrators, name, run, "orchestrator");

    /// <summary>Adds an activity. Its token is cancelled when the runtime stops; it then runs again after the next start.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddActivity(string name, Func<ActivityCall, CancellationToken, Task<object?>> run) =>
        Add(_activities, name, run, "activity");

    internal Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    internal Func<ActivityCall, CancellationToken, Task<object?>>? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private static void Add<T>(Dictionary<string, T> known, string name, T run, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!known.TryAdd(name, run))
        {
            throw new ArgumentException($"There is already an {kind} named '{name}'.", nameof(name));
        }
    }
}
