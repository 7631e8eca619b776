namespace ServerlessML.Generator;

/// <summary>The stand-ins' source, a file a type.</summary>
public static class StandInSources
{
    /// <summary>What is no type of the schema, and is written by hand.</summary>
    internal static IReadOnlyList<string> ByHand { get; } = ["Authorization.GetClientConfig", "Authorization.GetClientConfigResult"];

    /// <returns>By path in the stand-ins' folder.</returns>
    /// <exception cref="FormatException">A type or a member is not in the listing; the message names it.</exception>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<UsedType> used, GenuineTypes genuine)
    {
        SortedDictionary<string, string> sources = new(StringComparer.Ordinal);
        foreach (var type in used)
        {
            switch (type.Kind)
            {
                case "resource":
                    sources[Path.Combine(type.Module, $"{type.Name}.cs")] = Resource(type, genuine);
                    sources[Path.Combine(type.Module, $"{type.Name}Args.cs")] = Args(type, $"{type.Name}Args", type.Module, genuine);
                    break;
                case "input":
                    sources[Path.Combine(type.Module, "Inputs", $"{type.Name}.cs")] = Args(
                        type,
                        type.Name,
                        $"{type.Module}.Inputs",
                        genuine
                    );
                    break;
                case "output":
                    sources[Path.Combine(type.Module, "Outputs", $"{type.Name}.cs")] = Output(type, genuine);
                    break;
                default:
                    sources[Path.Combine(type.Module, $"{type.Name}.cs")] = Enum(type, genuine);
                    break;
            }
        }

        return sources;
    }

    private static string Resource(UsedType type, GenuineTypes genuine)
    {
        var token = $"azure-native:{type.Module.ToLowerInvariant()}:{type.Name}";
        var outputs = type.Outputs.Select(wire =>
            $$"""


                    [Output("{{wire}}")]
                    public Output<{{CSharpType.OfOutput(genuine.Member(type, "out", wire).Type, wire, type)}}> {{CSharpType.Pascal(
                    wire
                )}} { get; private set; } = null!;
                """
        );
        return $$"""
            namespace Pulumi.AzureNative.{{type.Module}};

            [AzureNativeResourceType("{{token}}")]
            public class {{type.Name}} : global::Pulumi.CustomResource
            {
                public {{type.Name}}(string name, {{type.Name}}Args{{(
                genuine.NeedsNothing(type) ? "? args = null" : " args"
            )}}, CustomResourceOptions? options = null)
                    : base("{{token}}", name, args ?? new {{type.Name}}Args(), options)
                {
                }{{string.Concat(outputs)}}
            }

            """;
    }

    private static string Args(UsedType type, string name, string module, GenuineTypes genuine)
    {
        var defaults = genuine.Defaults(type).ToList();
        var members = type.Members.Concat(defaults.Select(one => one.Wire)).Distinct().Select(wire => $"{Input(type, wire, genuine)}\n");
        var constructor =
            defaults.Count == 0
                ? ""
                : $$"""
                        public {{name}}()
                        {
                    {{string.Concat(
                        defaults.Select(one =>
                            $"        {CSharpType.Pascal(one.Wire)} = {Default(type, one.Wire, one.Literal, genuine)};\n"
                        )
                    )}}    }


                    """;
        return $$"""
            namespace Pulumi.AzureNative.{{module}};

            public sealed class {{name}} : global::Pulumi.ResourceArgs
            {
            {{constructor}}{{string.Join("\n", members)}}}

            """;
    }

    // A text is no value of an enum, as it is of a union with one.
    private static string Default(UsedType type, string wire, string literal, GenuineTypes genuine)
    {
        var listed = genuine.Member(type, "in", wire).Type;
        if (!listed.Contains('.', StringComparison.Ordinal) || listed.Contains('|', StringComparison.Ordinal))
        {
            return literal;
        }

        UsedType named = new("enum", type.Module, listed.Split('.')[1], [], [], type.Doubles);
        return $"global::Pulumi.AzureNative.{named.Module}.{named.Name}.{genuine.Named(named, literal)}";
    }

    private static string Input(UsedType type, string wire, GenuineTypes genuine)
    {
        var (listed, required) = genuine.Member(type, "in", wire);
        var input = CSharpType.OfInput(listed, wire, type);
        var attribute = required ? $"[Input(\"{wire}\", required: true)]" : $"[Input(\"{wire}\")]";
        var name = CSharpType.Pascal(wire);
        return input.StartsWith("InputList", StringComparison.Ordinal) || input.StartsWith("InputMap", StringComparison.Ordinal)
            ? $$"""
                    {{attribute}}
                    private {{input}}? _{{wire}};

                    public {{input}} {{name}}
                    {
                        get => _{{wire}} ??= [];
                        set => _{{wire}} = value;
                    }
                """
            : $$"""
                    {{attribute}}
                    public {{input}}{{(required ? "" : "?")}} {{name}} { get; set; }{{(required ? " = null!;" : "")}}
                """;
    }

    private static string Output(UsedType type, GenuineTypes genuine)
    {
        var fields = type
            .Members.Select(wire =>
                (Wire: wire, Name: CSharpType.Pascal(wire), Type: CSharpType.OfOutput(genuine.Member(type, "out", wire).Type, wire, type))
            )
            .ToList();
        return $$"""
            namespace Pulumi.AzureNative.{{type.Module}}.Outputs;

            [OutputType]
            public sealed class {{type.Name}}
            {
            {{string.Concat(fields.Select(field => $"    public readonly {field.Type} {field.Name};\n"))}}
                [OutputConstructor]
                private {{type.Name}}({{string.Join(", ", fields.Select(field => $"{field.Type} {field.Wire}"))}})
                {
            {{string.Concat(fields.Select(field => $"        {field.Name} = {field.Wire};\n"))}}    }
            }

            """;
    }

    private static string Enum(UsedType type, GenuineTypes genuine) =>
        $$"""
            namespace Pulumi.AzureNative.{{type.Module}};

            [EnumType]
            public readonly record struct {{type.Name}}
            {
                private readonly string _value;

                private {{type.Name}}(string value) => _value = value;

            {{string.Concat(
                type.Members.Select(value => $"    public static {type.Name} {value} {{ get; }} = new({genuine.Value(type, value)});\n")
            )}}
                public static explicit operator string({{type.Name}} value) => value._value;

                public override string ToString() => _value;
            }

            """;
}
