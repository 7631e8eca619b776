namespace ServerlessML.Preview.Arm;

/// <summary>The version of Azure's API by which Pulumi makes each type, from the listing of its types.</summary>
internal static class ApiVersions
{
    private static readonly Dictionary<string, string> ByToken = Read();

    /// <exception cref="InvalidOperationException">The type is not in the listing; the message names it.</exception>
    public static string Of(string token) =>
        ByToken.GetValueOrDefault(token)
        ?? throw new InvalidOperationException(
            $"The listing of Pulumi's types (eng/pulumi/AzureNative/genuine.txt) has no version for {token}."
        );

    private static Dictionary<string, string> Read()
    {
        using StreamReader listing = new(typeof(ApiVersions).Assembly.GetManifestResourceStream("genuine.txt")!);
        Dictionary<string, string> versions = [];
        var token = "";
        while (listing.ReadLine() is { } line)
        {
            if (line.StartsWith("resource ", StringComparison.Ordinal))
            {
                token = line["resource ".Length..];
            }
            else if (line.StartsWith("    api: ", StringComparison.Ordinal))
            {
                versions[token] = line["    api: ".Length..];
            }
        }

        return versions;
    }
}
