using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Pulumi;

/// <summary>Plain values (text, numbers, lists, dictionaries by wire name) as the types of outputs.</summary>
internal static class StateReader
{
    private static readonly MethodInfo ListReader = typeof(StateReader).GetMethod(
        nameof(ReadList),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;
    private static readonly MethodInfo MapReader = typeof(StateReader).GetMethod(
        nameof(ReadMap),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    /// <exception cref="InvalidOperationException">The value is of another kind than the type.</exception>
    public static object? Read(object? value, Type target)
    {
        var type = Nullable.GetUnderlyingType(target) ?? target;
        if (value is null)
        {
            return target.IsValueType && Nullable.GetUnderlyingType(target) is null ? Activator.CreateInstance(target) : null;
        }

        if (type == typeof(object) || type.IsInstanceOfType(value))
        {
            return value;
        }

        if (type == typeof(int) || type == typeof(double))
        {
            return Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
                ? ListReader.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value])
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>)
                ? MapReader.MakeGenericMethod(type.GetGenericArguments()[1]).Invoke(null, [value])
            : type.IsDefined(typeof(OutputTypeAttribute)) ? ReadObject(value, type)
            : throw new InvalidOperationException($"A value of type {value.GetType().Name} cannot be read as {target}.");
    }

    // Constructor parameters are named as on the wire.
    private static object ReadObject(object value, Type type)
    {
        var fields = ReadMap<object?>(value);
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(made => made.IsDefined(typeof(OutputConstructorAttribute)));
        return constructor.Invoke([
            .. constructor.GetParameters().Select(parameter => Read(fields.GetValueOrDefault(parameter.Name!), parameter.ParameterType)),
        ]);
    }

    private static ImmutableArray<T> ReadList<T>(object value) =>
        value is IEnumerable list and not string
            ? [.. list.Cast<object?>().Select(item => (T)Read(item, typeof(T))!)]
            : throw new InvalidOperationException($"A value of type {value.GetType().Name} is not a list.");

    private static ImmutableDictionary<string, T> ReadMap<T>(object value) =>
        value is IDictionary map
            ? map.Keys.Cast<string>().ToImmutableDictionary(key => key, key => (T)Read(map[key], typeof(T))!)
            : throw new InvalidOperationException($"A value of type {value.GetType().Name} is not a map.");
}
