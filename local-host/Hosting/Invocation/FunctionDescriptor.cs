using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>A <c>[Function]</c> method, with how each of its parameters is bound.</summary>
public sealed record FunctionDescriptor(
    string Name,
    MethodInfo Method,
    TriggerBindingAttribute Trigger,
    ParameterInfo TriggerParameter,
    IReadOnlyList<Func<FunctionInvocation, ValueTask<object?>>> Binders
)
{
    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";
}
