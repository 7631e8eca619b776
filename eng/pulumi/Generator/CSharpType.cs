namespace ServerlessML.Generator;

/// <summary>Types in the listing's words as types of the C# package.</summary>
internal static class CSharpType
{
    public static string Pascal(string wire) => char.ToUpperInvariant(wire[0]) + wire[1..];

    public static string OfInput(string listed, string wire, UsedType type) =>
        listed.StartsWith('{') ? $"InputMap<{Of(listed[1..^1], wire, type, "Inputs")}>"
        : listed.EndsWith("[]", StringComparison.Ordinal) ? $"InputList<{Of(listed[..^2], wire, type, "Inputs")}>"
        : listed.Split('|') is [var one, var other] && other.Contains('.', StringComparison.Ordinal) && one == "string"
            ? $"InputUnion<string, {Of(other, wire, type, "Inputs")}>"
        : $"Input<{Of(listed, wire, type, "Inputs")}>";

    public static string OfOutput(string listed, string wire, UsedType type) =>
        listed.StartsWith('{') ? $"ImmutableDictionary<string, {Of(listed[1..^1], wire, type, "Outputs")}>"
        : listed.EndsWith("[]", StringComparison.Ordinal) ? $"ImmutableArray<{Of(listed[..^2], wire, type, "Outputs")}>"
        : Of(listed, wire, type, "Outputs");

    // C# has no unions of more than two, and no types of one text.
    private static string Of(string listed, string wire, UsedType type, string folder) =>
        listed switch
        {
            "string" => "string",
            "boolean" => "bool",
            "number" => type.Doubles.Contains(wire) ? "double" : "int",
            "any" => "object",
            ['"', ..] => "string",
            _ when listed.Contains('|', StringComparison.Ordinal) => "object",
            _ => Named(listed, type, folder),
        };

    private static string Named(string listed, UsedType type, string folder)
    {
        var split = listed.Split('.');
        if (split.Length != 2 || !split[0].Equals(type.Module, StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"«{type.Header}»: the type «{listed}» is not one that can be written yet.");
        }

        return split[1].EndsWith("Args", StringComparison.Ordinal) || split[1].EndsWith("Response", StringComparison.Ordinal)
            ? $"{folder}.{split[1]}"
            : split[1];
    }
}
