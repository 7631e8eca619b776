namespace ServerlessML.Generator;

/// <summary>A type that is used.</summary>
/// <param name="Kind"><c>resource</c>, <c>input</c>, <c>output</c> or <c>enum</c>.</param>
/// <param name="Module">As in C#, such as <c>DurableTask</c>.</param>
/// <param name="Name">Of the type; a resource's args are its own name and Args.</param>
/// <param name="Members">By wire name; an enum's by their names in C#.</param>
/// <param name="Outputs">Of a resource, by wire name.</param>
/// <param name="Doubles">Members whose numbers are no whole ones.</param>
public sealed record UsedType(
    string Kind,
    string Module,
    string Name,
    IReadOnlyList<string> Members,
    IReadOnlyList<string> Outputs,
    IReadOnlySet<string> Doubles
)
{
    /// <summary>The type's headline in the listing of genuine types.</summary>
    public string Header =>
        Kind == "resource" ? $"resource azure-native:{Module.ToLowerInvariant()}:{Name}" : $"{Kind} {Module.ToLowerInvariant()}.{Name}";

    /// <summary>The type's C# namespace below <c>Pulumi.AzureNative</c>.</summary>
    public string Namespace =>
        Kind switch
        {
            "input" => $"{Module}.Inputs",
            "output" => $"{Module}.Outputs",
            _ => Module,
        };
}
