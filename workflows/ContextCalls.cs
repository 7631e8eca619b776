using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>Calls by typed handle.</summary>
public static class ContextCalls
{
    public static Task<TOutput> CallAsync<TInput, TOutput>(
        this TaskOrchestrationContext context, ActivityHandle<TInput, TOutput> activity, TInput input, TaskOptions? options = null)
        where TInput : notnull =>
        context.CallActivityAsync<TOutput>(activity.Name, input, options ?? Retry.Transient);
}
