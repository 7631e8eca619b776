using System.Collections.Immutable;
using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>Types of inputs and outputs in the listing's words.</summary>
internal static class AzureNativeType
{
    public static string Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value);
        }

        if (!type.IsGenericType)
        {
            return type == typeof(string) ? "string"
                : type == typeof(bool) ? "boolean"
                : type == typeof(int) || type == typeof(double) ? "number"
                : type == typeof(object) ? "any"
                : Named(type);
        }

        var of = type.GetGenericArguments();
        var generic = type.GetGenericTypeDefinition();
        return generic == typeof(Input<>) || generic == typeof(Output<>) ? Of(of[0])
            : generic == typeof(InputList<>) || generic == typeof(ImmutableArray<>) ? $"{Of(of[0])}[]"
            : generic == typeof(InputMap<>) ? $"{{{Of(of[0])}}}"
            : generic == typeof(ImmutableDictionary<,>) ? $"{{{Of(of[1])}}}"
            : generic == typeof(InputUnion<,>) || generic == typeof(Union<,>) ? $"{Of(of[0])}|{Of(of[1])}"
            : type.ToString();
    }

    /// <summary>C# has no unions of more than two, and no types of one text.</summary>
    public static bool Fits(string genuine, string declared) =>
        genuine == declared || (declared == "any" && genuine.Split('|').Length > 2) || (declared == "string" && genuine.StartsWith('"'));

    private static string Named(Type type) =>
        $"{type.Namespace!["Pulumi.AzureNative.".Length..].Split('.')[0].ToLowerInvariant()}.{type.Name}";
}
