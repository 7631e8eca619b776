using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>Writes types and members as the listings do.</summary>
internal static partial class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(sbyte)] = "sbyte",
        [typeof(decimal)] = "decimal",
    };

    public static string Type(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsInterface: true } => "interface",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Select(Name);
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
        {
            bases = bases.Prepend(Name(parent));
        }

        var list = type.IsEnum ? "" : string.Join(", ", bases);
        return $"{kind} {Name(type)}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    public static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type);
        }

        var constructors = type.GetConstructors(Declared).Where(IsVisible).Select(made => $"{Access(made)}ctor({Parameters(made)})");
        var fields = type.GetFields(Declared)
            .Where(field => field.IsPublic)
            .Select(field =>
                field.IsLiteral
                    ? $"const {Name(field.FieldType)} {field.Name} = {Value(field.GetRawConstantValue())}"
                    : $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}"
            );
        var methods = type.GetMethods(Declared).Where(method => IsVisible(method) && !IsAccessor(method)).Select(Method);
        var properties = type.GetProperties(Declared).Where(HasVisibleAccessor).Select(Property);
        return [.. constructors, .. fields, .. methods, .. properties];
    }

    /// <summary>An enum's line has only names in it.</summary>
    public static bool IsEnumLine(string line) => EnumNames().IsMatch(line.Trim());

    /// <summary>Takes the marks off the types that are not values; the listings lack them within type arguments.</summary>
    public static string WithoutReferenceNullability(string text) =>
        Nullable().Replace(text, mark => ValueTypes.Contains(mark.Groups[1].Value) ? mark.Value : mark.Groups[1].Value);

    private static readonly HashSet<string> ValueTypes =
    [
        "bool",
        "int",
        "long",
        "double",
        "float",
        "byte",
        "TimeSpan",
        "DateTime",
        "DateTimeOffset",
        "Guid",
        "TaskVersion",
        "TaskName",
    ];

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool HasVisibleAccessor(PropertyInfo property) => property.GetAccessors(nonPublic: true).Any(IsVisible);

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method)
    {
        if (method.IsStatic)
        {
            return "static ";
        }

        if (method.IsAbstract)
        {
            return "abstract ";
        }

        var isOverride = method.GetBaseDefinition().DeclaringType != method.DeclaringType;
        return method switch
        {
            { IsVirtual: false } or { IsFinal: true } => "",
            _ => isOverride ? "override " : "virtual ",
        };
    }

    private static string Method(MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? $"<{string.Join(',', method.GetGenericArguments().Select(Name))}>" : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Access(method)}{Modifiers(method)}{Name(method.ReturnType)} {method.Name}{arguments}({extension}{Parameters(method)})";
    }

    private static string Property(PropertyInfo property)
    {
        // The listings show which accessors users have, but not that a property is protected or overrides another.
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(IsVisible)];
        var index = string.Join(", ", property.GetIndexParameters().Select(Parameter));
        var shown = accessors.Select(accessor =>
            accessor.ReturnType == typeof(void)
                ? IsInit(accessor)
                    ? "init;"
                    : "set;"
                : "get;"
        );
        var modifiers = Modifiers(accessors[0]).Replace("override ", "virtual ", StringComparison.Ordinal);
        return $"{modifiers}{Name(property.PropertyType)} {property.Name}{(index.Length > 0 ? $"[{index}]" : "")} {{ "
            + $"{string.Join(' ', shown)} }}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix =
            parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : parameter.IsOut ? "out "
            : parameter.ParameterType.IsByRef
                ? parameter.IsIn ? "in "
                    : "ref "
            : "";
        var value = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{prefix}{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.DefaultValue is null && parameter.ParameterType.IsValueType ? "default" : Value(parameter.DefaultValue);

    private static string Value(object? value) =>
        value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        if (System.Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Name(value)}?";
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(',', type.GetGenericArguments().Select(Name))}>" : name;
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*(, [A-Za-z_]\w*)*$")]
    private static partial Regex EnumNames();

    [GeneratedRegex(@"([\w>\]]+)\?")]
    private static partial Regex Nullable();
}
