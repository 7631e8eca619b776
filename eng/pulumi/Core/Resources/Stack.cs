using System.Reflection;

namespace Pulumi;

public class Stack : ComponentResource
{
    internal const string RootType = "pulumi:pulumi:Stack";

    public Stack(StackOptions? options = null)
        : base(
            RootType,
            $"{Deployment.Instance.ProjectName}-{Deployment.Instance.StackName}",
            new() { ResourceTransformations = options?.ResourceTransformations ?? [] }
        ) => Deployment.Required.Stack = this;

    /// <exception cref="RunException">An [Output] property is not an output or was left without a value; the message names it.</exception>
    internal void RegisterPropertyOutputs()
    {
        var outputs = GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property =>
                property.IsDefined(typeof(OutputAttribute)) && property.DeclaringType?.IsAssignableFrom(typeof(Stack)) != true
            )
            .ToDictionary(
                property => property.GetCustomAttribute<OutputAttribute>()!.Name ?? property.Name,
                property => property.GetValue(this)
            );
        Refuse(
            [.. outputs.Where(output => output.Value is null).Select(output => output.Key)],
            "have no value assigned. [Output] attributed properties must be assigned inside Stack constructor."
        );
        Refuse(
            [.. outputs.Where(output => output.Value is not IOutput).Select(output => output.Key)],
            "have incorrect type. [Output] attributed properties must be instances of Output<T>."
        );
        RegisterOutputs(outputs);
    }

    private static void Refuse(List<string> names, string because)
    {
        if (names.Count > 0)
        {
            throw new RunException($"Output(s) '{string.Join(", ", names)}' {because}");
        }
    }
}
