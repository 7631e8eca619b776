using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Pulumi;

/// <summary>
/// What is sent for an input: booleans, numbers (all doubles), text, lists and dictionaries by wire name; nothing for what is null.
/// Remembers the resources that it met, and whether something was secret or not known yet.
/// </summary>
internal sealed class Serializer
{
    public HashSet<Resource> Resources { get; } = [];
    public bool IsKnown { get; private set; } = true;
    public bool IsSecret { get; private set; }

    /// <exception cref="InvalidOperationException">Something cannot be sent; the message says where it stands.</exception>
    public async Task<object?> SerializeAsync(string path, object? value)
    {
        switch (value)
        {
            case null or bool or double or string:
                return value;
            case int number:
                return (double)number;
            case InputArgs args:
                return await FieldsAsync(path, args.Inputs()).ConfigureAwait(false);
            case IInput input:
                return await SerializeAsync(path, input.ToOutput()).ConfigureAwait(false);
            case IOutput output:
                return await OutputAsync(path, output).ConfigureAwait(false);
            case IUnion union:
                return await SerializeAsync(path, union.Value).ConfigureAwait(false);
            case CustomResource resource:
                Resources.Add(resource);
                return await SerializeAsync($"{path}.id", resource.Id).ConfigureAwait(false);
            case Task:
                throw new InvalidOperationException(
                    $"Tasks are not allowed inside ResourceArgs. Please wrap your Task in an Output:\n\t{path}"
                );
            case IDictionary map:
                return await FieldsAsync(
                        path,
                        map.Keys.Cast<object>()
                            .Select(key =>
                                key as string
                                ?? throw new InvalidOperationException($"Dictionaries are only supported with string keys:\n\t{path}")
                            )
                            .Order(StringComparer.Ordinal)
                            .Select(key => (key, map[key]))
                    )
                    .ConfigureAwait(false);
            case IEnumerable list:
                return await ListAsync(path, list).ConfigureAwait(false);
            default:
                return value.GetType().IsDefined(typeof(EnumTypeAttribute), false)
                    ? EnumValue(path, value)
                    : throw new InvalidOperationException($"{value.GetType().FullName} is not a supported argument type.\n\t{path}");
        }
    }

    // An enum of texts is no enum of C#, and says its text by a conversion.
    private static object EnumValue(string path, object value)
    {
        var type = value.GetType();
        if (type.IsEnum)
        {
            return (double)(int)value;
        }

        return
            type.GetMethod("op_Explicit", BindingFlags.Public | BindingFlags.Static, [type]) is { } conversion
            && (conversion.ReturnType == typeof(string) || conversion.ReturnType == typeof(double))
            ? conversion.Invoke(null, [value])!
            : throw new InvalidOperationException(
                $"Expected {type.FullName} to have an explicit conversion operator to String or Double.\n\t{path}"
            );
    }

    private async Task<object?> OutputAsync(string path, IOutput output)
    {
        var data = await output.GetDataAsync().ConfigureAwait(false);
        Resources.UnionWith(data.Resources);
        IsSecret |= data.IsSecret;
        IsKnown &= data.IsKnown;
        return data.IsKnown ? await SerializeAsync(path, data.Value).ConfigureAwait(false) : null;
    }

    private async Task<object> FieldsAsync(string path, IEnumerable<(string Name, object? Value)> fields)
    {
        var sent = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (var (name, value) in fields)
        {
            if (await SerializeAsync($"{path}.{name}", value).ConfigureAwait(false) is { } there)
            {
                sent.Add(name, there);
            }
        }

        return sent.ToImmutable();
    }

    private async Task<object> ListAsync(string path, IEnumerable list)
    {
        var sent = ImmutableArray.CreateBuilder<object?>();
        foreach (var item in list)
        {
            sent.Add(await SerializeAsync($"{path}[{sent.Count}]", item).ConfigureAwait(false));
        }

        return sent.ToImmutable();
    }
}
