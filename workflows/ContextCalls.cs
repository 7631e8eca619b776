using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>Calls by typed handle.</summary>
public static class ContextCalls
{
    /// <summary>The type of the failure of a sub-orchestration that somebody ended, or of which the engine tells nothing.</summary>
    public const string Stopped = "Stopped";

    // What the local engine calls it.
    private const string Terminated = "Terminated";

    public static Task<TOutput> CallAsync<TInput, TOutput>(
        this TaskOrchestrationContext context,
        ActivityHandle<TInput, TOutput> activity,
        TInput input,
        TaskOptions? options = null
    )
        where TInput : notnull => context.CallActivityAsync<TOutput>(activity.Name, input, options ?? Retry.Transient);

    /// <summary>Runs a sub-orchestration to its end.</summary>
    /// <exception cref="TaskFailedException">It failed; of type <see cref="Stopped"/> where it was terminated, or is not known.</exception>
    public static async Task<TOutput> CallChildAsync<TOutput>(
        this TaskOrchestrationContext context,
        string name,
        object input,
        string instanceId
    )
    {
        try
        {
#pragma warning disable RS0030 // The one place.
            return await context.CallSubOrchestratorAsync<TOutput>(name, input, new SubOrchestrationOptions { InstanceId = instanceId });
#pragma warning restore RS0030
        }
        catch (NullReferenceException)
        {
            // Such a failure has no details, and the worker does not expect that.
            throw StoppedChild(name, instanceId);
        }
        catch (TaskFailedException e) when (e.FailureDetails is null or { ErrorType: Terminated })
        {
            throw StoppedChild(name, instanceId);
        }
    }

    private static TaskFailedException StoppedChild(string name, string instanceId) =>
        new(
            name,
            0,
            new TaskFailureDetails(Stopped, $"{name} ('{instanceId}') was ended from outside, or is not known any more", null, null, null)
        );
}
