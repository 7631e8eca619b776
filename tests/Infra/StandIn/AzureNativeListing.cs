using System.Reflection;
using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>
/// The genuine types of Pulumi.AzureNative that are used, whole: lines <c>resource TOKEN</c>, <c>input MODULE.NAME</c>, <c>output
/// MODULE.NAME</c>, <c>enum MODULE.NAME</c>, and below them <c>in NAME?: TYPE</c>, <c>out NAME?: TYPE</c> or <c>NAME = "value"</c>.
/// </summary>
internal sealed class AzureNativeListing
{
    private readonly Dictionary<string, Dictionary<string, string>> _types = [];

    public AzureNativeListing(string file)
    {
        Dictionary<string, string> members = [];
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (!char.IsWhiteSpace(line[0]))
            {
                members = _types[line] = [];
            }
            else if (line.Contains(" = ", StringComparison.Ordinal))
            {
                members[line.Trim().Split(" = ")[0]] = line.Trim().Split(" = ", 2)[1];
            }
            else
            {
                var split = line.Trim().Split(": ", 2);
                members[split[0]] = split[1];
            }
        }
    }

    public int TypeCount => _types.Count;

    /// <summary>Where the stand-in differs from the genuine package, one line each.</summary>
    public IEnumerable<string> FindStrangers(Assembly standIn) =>
        standIn.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Find);

    private IEnumerable<string> Find(Type type)
    {
        // A name alone, for its ambiguity.
        if (type is { IsAbstract: true, IsSealed: true } && type.Name != "GetClientConfig")
        {
            return [];
        }

        var module = type.Namespace!["Pulumi.AzureNative.".Length..].Split('.')[0].ToLowerInvariant();
        if (type.IsSubclassOf(typeof(CustomResource)))
        {
            return Properties(type, $"resource azure-native:{module}:{type.Name}", "out");
        }

        if (type.IsSubclassOf(typeof(ResourceArgs)))
        {
            var isInput = type.Namespace.EndsWith(".Inputs", StringComparison.Ordinal);
            return Inputs(type, isInput ? $"input {module}.{type.Name}" : $"resource azure-native:{module}:{type.Name[..^"Args".Length]}");
        }

        return type.IsDefined(typeof(EnumTypeAttribute)) ? Enum(type, $"enum {module}.{type.Name}")
            : type.IsDefined(typeof(OutputTypeAttribute))
                ? Fields(
                    type,
                    type.Name == "GetClientConfigResult"
                        ? "function azure-native:authorization:getClientConfig"
                        : $"output {module}.{type.Name}"
                )
            : type.Name == "GetClientConfig" ? []
            : [$"{type.FullName}: of no kind that is known"];
    }

    private IEnumerable<string> Inputs(Type type, string header)
    {
        if (!_types.TryGetValue(header, out var genuine))
        {
            return [$"{header}: not genuine"];
        }

        const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var declared = type.GetProperties(Own)
            .Where(property => property.IsDefined(typeof(InputAttribute)))
            .Select(property => (property.Name, Type: property.PropertyType, Data: Data(property)))
            .Concat(
                type.GetFields(Own)
                    .Where(field => field.IsDefined(typeof(InputAttribute)))
                    .Select(field => (Name: Pascal(field.Name[1..]), Type: field.FieldType, Data: Data(field)))
            )
            .ToList();
        return declared
            .SelectMany(input =>
                Compare(genuine, header, input.Data.Name, input.Data.Required, "in", input.Name, AzureNativeType.Of(input.Type))
            )
            // Leaving out what is required must fail here as it does there.
            .Concat(
                genuine
                    .Keys.Where(key =>
                        key.StartsWith("in ", StringComparison.Ordinal)
                        && !key.EndsWith('?')
                        && declared.All(input => input.Data.Name != key[3..])
                    )
                    .Select(key => $"{header}: the required {key} is not declared")
            );
    }

    private IEnumerable<string> Properties(Type type, string header, string way)
    {
        if (!_types.TryGetValue(header, out var genuine))
        {
            return [$"{header}: not genuine"];
        }

        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .SelectMany(property =>
                Compare(
                    genuine,
                    header,
                    property.GetCustomAttribute<OutputAttribute>()!.Name!,
                    null,
                    way,
                    property.Name,
                    AzureNativeType.Of(property.PropertyType)
                )
            );
    }

    private IEnumerable<string> Fields(Type type, string header) =>
        !_types.TryGetValue(header, out var genuine)
            ? [$"{header}: not genuine"]
            : type.GetFields()
                .SelectMany(field =>
                    Compare(
                        genuine,
                        header,
                        char.ToLowerInvariant(field.Name[0]) + field.Name[1..],
                        null,
                        "out",
                        field.Name,
                        AzureNativeType.Of(field.FieldType)
                    )
                );

    private IEnumerable<string> Enum(Type type, string header) =>
        !_types.TryGetValue(header, out var genuine)
            ? [$"{header}: not genuine"]
            : type.GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Where(value => genuine.GetValueOrDefault(value.Name) != $"\"{value.GetValue(null)}\"")
                .Select(value => $"{header}: {value.Name}");

    private static IEnumerable<string> Compare(
        Dictionary<string, string> genuine,
        string header,
        string wire,
        bool? required,
        string way,
        string name,
        string type
    )
    {
        var optional = genuine.GetValueOrDefault($"{way} {wire}?");
        var needed = genuine.GetValueOrDefault($"{way} {wire}");
        if ((optional ?? needed) is not { } known)
        {
            yield return $"{header}: {wire} is not genuine";
        }
        else if (!AzureNativeType.Fits(known, type))
        {
            yield return $"{header}: {wire} is {type}, genuine is {known}";
        }

        if (required is { } said && said != needed is not null)
        {
            yield return $"{header}: {wire} is {(said ? "" : "not ")}required";
        }

        if (name != Pascal(wire))
        {
            yield return $"{header}: {wire} is named {name}";
        }
    }

    private static string Pascal(string wire) => char.ToUpperInvariant(wire[0]) + wire[1..];

    // The attribute keeps its words to itself.
    private static (string Name, bool Required) Data(MemberInfo member)
    {
        var words = member.GetCustomAttributesData().Single(data => data.AttributeType == typeof(InputAttribute)).ConstructorArguments;
        return ((string)words[0].Value!, (bool)words[1].Value!);
    }
}
