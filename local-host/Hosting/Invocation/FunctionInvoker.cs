using System.Reflection;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>Calls functions: a scope and, for an instance method, an instance per invocation.</summary>
public sealed class FunctionInvoker(IServiceScopeFactory scopes, IOptions<WorkerOptions> worker)
{
    private readonly ObjectSerializer _serializer = worker.Value.Serializer
        ?? throw new InvalidSettingException("The functions worker has no serializer: call AddFunctionsWorkerDefaults.");

    /// <returns>What the function returned, awaited; null for none.</returns>
    public async Task<object?> InvokeAsync(FunctionDescriptor function, TriggerPayload payload, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new LocalFunctionContext(function, payload, scope.ServiceProvider, cancellation);
        var invocation = new FunctionInvocation(payload, context, _serializer, cancellation);

        var arguments = new object?[function.Binders.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await function.Binders[i](invocation);
        }

        var instance = function.Method.IsStatic
            ? null
            : ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.Method.DeclaringType!);
        return await ResultOf(function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }

    private static async Task<object?> ResultOf(object? returned)
    {
        var type = returned?.GetType();
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            returned = type.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null);
        }

        if (returned is ValueTask valueTask)
        {
            returned = valueTask.AsTask();
        }

        if (returned is not Task task)
        {
            return returned;
        }

        await task;
        var value = task.GetType().GetProperty(nameof(Task<>.Result))?.GetValue(task);
        // A method declared Task may hand back a Task<VoidTaskResult>, an internal type that means nothing.
        return value?.GetType().Name == "VoidTaskResult" ? null : value;
    }
}
