using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessML.Functions;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Architecture;

/// <summary>What workflows call is there, with the types that they call it with.</summary>
public sealed class FunctionTests
{
    private static readonly IReadOnlyDictionary<string, MethodInfo> Functions = typeof(Composition)
        .Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    private static readonly IReadOnlyList<(string Name, Type Input, Type Output)> Handles =
    [
        .. typeof(Stages)
            .GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.FieldType.Name.StartsWith("ActivityHandle", StringComparison.Ordinal))
            .Select(field =>
                (
                    (string)field.FieldType.GetProperty("Name")!.GetValue(field.GetValue(null))!,
                    field.FieldType.GenericTypeArguments[0],
                    field.FieldType.GenericTypeArguments[1]
                )
            ),
    ];

    public static TheoryData<string> HandleNames => [.. Handles.Select(handle => handle.Name)];

    public static TheoryData<string> OrchestrationNames =>
        [
            .. typeof(Stages)
                .Assembly.GetTypes()
                .Where(type => type.BaseType?.Name.StartsWith("TaskOrchestrator", StringComparison.Ordinal) == true)
                .Select(type => type.Name),
        ];

    [Theory]
    [MemberData(nameof(HandleNames))]
    public void Handle_HasAFunctionOfItsNameAndTypes(string name)
    {
        var (_, input, output) = Handles.Single(handle => handle.Name == name);
        var function = Assert.Contains(name, Functions);
        var trigger = Assert.Single(function.GetParameters(), parameter =>
            parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null
        );
        Assert.Equal(input, trigger.ParameterType);
        Assert.Equal(typeof(Task<>).MakeGenericType(output), function.ReturnType);
    }

    [Fact]
    public void ActivityFunctions_HaveAHandleEach() =>
        Assert.Equal(
            Functions
                .Where(function =>
                    function.Value.GetParameters().Any(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null)
                )
                .Select(function => function.Key)
                .Order(),
            Handles.Select(handle => handle.Name).Order()
        );

    [Theory]
    [MemberData(nameof(OrchestrationNames))]
    public void Orchestration_HasAFunctionOfItsName(string name)
    {
        var function = Assert.Contains(name, Functions);
        Assert.Single(function.GetParameters(), parameter => parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null);
    }
}
