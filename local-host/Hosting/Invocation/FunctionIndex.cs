using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>The functions of an assembly. A function that cannot be bound is an error at start, not at its first event.</summary>
public sealed class FunctionIndex
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private FunctionIndex(IReadOnlyList<FunctionDescriptor> functions) => Functions = functions;

    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    public static FunctionIndex Of(IEnumerable<Type> types, IConfiguration configuration)
    {
        var functions = types
            .Where(type => type.IsClass)
            .SelectMany(type => type.GetMethods(Everything))
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .Select(method => Describe(method, configuration))
            .OrderBy(function => function.Name, StringComparer.Ordinal)
            .ToList();

        var twice = functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            var places = string.Join(" and ", twice.Select(function => function.EntryPoint));
            throw new InvalidSettingException($"Function {twice.Key} is declared more than once: {places}.");
        }

        return new FunctionIndex(functions);
    }

    public IEnumerable<(FunctionDescriptor Function, T Trigger)> With<T>()
        where T : TriggerBindingAttribute => from function in Functions where function.Trigger is T select (function, (T)function.Trigger);

    private static FunctionDescriptor Describe(MethodInfo method, IConfiguration configuration)
    {
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        var triggers = method.GetParameters().Where(parameter => parameter.IsDefined(typeof(TriggerBindingAttribute))).ToList();
        if (triggers.Count != 1)
        {
            throw new InvalidSettingException($"Function {name} has {triggers.Count} parameters with a trigger, not one.");
        }

        var trigger = Settings.Expand(triggers[0].GetCustomAttribute<TriggerBindingAttribute>()!, name, configuration);
        var names = BindingNames.Of(trigger);
        var binders = method.GetParameters().Select(parameter => ParameterBinding.Of(parameter, trigger, names, name)).ToList();
        return new FunctionDescriptor(name, method, trigger, triggers[0], binders);
    }
}
