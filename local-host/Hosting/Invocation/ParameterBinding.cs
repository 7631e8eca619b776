using System.ComponentModel;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.LocalHost.Hosting.Durable;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>Decides once, at start, where a parameter's value comes from.</summary>
internal static class ParameterBinding
{
    public static Func<FunctionInvocation, ValueTask<object?>> Of(
        ParameterInfo parameter,
        TriggerBindingAttribute trigger,
        IReadOnlySet<string> names,
        string function
    )
    {
        var type = parameter.ParameterType;
        if (parameter.IsDefined(typeof(TriggerBindingAttribute)))
        {
            return invocation => invocation.Payload.ConvertAsync(type, invocation);
        }

        if (parameter.IsDefined(typeof(DurableClientAttribute)) && type == typeof(DurableTaskClient))
        {
            return invocation => new(invocation.Context.InstanceServices.GetRequiredService<DurableRuntime>().Client);
        }

        if (type == typeof(FunctionContext))
        {
            return invocation => new(invocation.Context);
        }

        if (type == typeof(CancellationToken))
        {
            return invocation => new(invocation.Cancellation);
        }

        if (trigger is OrchestrationTriggerAttribute)
        {
            return invocation => new(((OrchestrationPayload)invocation.Payload).Input(type));
        }

        if (names.Contains(parameter.Name!))
        {
            return invocation => new(FromBindingData(invocation, parameter, function));
        }

        var known = names.Count == 0 ? "none" : string.Join(", ", names.Order(StringComparer.Ordinal));
        throw new InvalidSettingException(
            $"Function {function}: nothing binds to parameter {parameter.Name} ({type.Name}). Names known to its trigger: {known}."
        );
    }

    private static object? FromBindingData(FunctionInvocation invocation, ParameterInfo parameter, string function)
    {
        var value = invocation.Payload.BindingData.GetValueOrDefault(parameter.Name!);
        if (value is null)
        {
            return parameter.HasDefaultValue ? parameter.DefaultValue : null;
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value.ToString()!);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new BindingException($"Function {function}: {parameter.Name} is “{value}”, not {type.Name}.", e);
        }
    }
}
