using System.Collections;
using System.Reflection;
using Pulumi;
using Pulumi.Utilities;

namespace ServerlessML.Preview.Recording;

/// <summary>What a resource waits for: those whose outputs are among its inputs, and those that it was told to wait for.</summary>
internal static class ResourceDependencies
{
    private static readonly MethodInfo Outputs = typeof(ResourceDependencies).GetMethod(
        nameof(CollectOutputAsync),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    public static async Task<IReadOnlyCollection<Resource>> OfAsync(ResourceTransformationArgs note)
    {
        HashSet<Resource> found = [.. await OutputUtilities.GetValueAsync(note.Options.DependsOn.ToOutput())];
        await CollectAsync(note.Args, found);
        return found;
    }

    private static async Task CollectAsync(object? value, HashSet<Resource> found)
    {
        switch (value)
        {
            case null or string:
                break;
            case InputArgs args:
                foreach (var property in args.GetType().GetProperties())
                {
                    await CollectAsync(property.GetValue(args), found);
                }

                break;
            // A list of inputs is no list that can be walked, and so comes before those that are.
            case not null when InputOf(value.GetType()) is { } of:
                await (Task)Outputs.MakeGenericMethod(of).Invoke(null, [value, found])!;
                break;
            case not null when value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Union<,>):
                await CollectAsync(
                    type.GetProperty((bool)type.GetProperty("IsT0")!.GetValue(value)! ? "AsT0" : "AsT1")!.GetValue(value),
                    found
                );
                break;
            case IDictionary map:
                foreach (var one in map.Values)
                {
                    await CollectAsync(one, found);
                }

                break;
            case IEnumerable list:
                foreach (var one in list)
                {
                    await CollectAsync(one, found);
                }

                break;
        }
    }

    private static async Task CollectOutputAsync<T>(Input<T> input, HashSet<Resource> found)
    {
        var output = input.ToOutput();
        found.UnionWith(await OutputUtilities.GetDependenciesAsync(output));
        if (await OutputUtilities.GetIsKnownAsync(output))
        {
            await CollectAsync(await OutputUtilities.GetValueAsync(output), found);
        }
    }

    private static System.Type? InputOf(System.Type? type) =>
        type is null ? null
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Input<>) ? type.GetGenericArguments()[0]
        : InputOf(type.BaseType);
}
