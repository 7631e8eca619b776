using System.Text.RegularExpressions;

namespace ServerlessML.Preview.Policies;

/// <summary>Nothing that looks like a secret among the inputs: they lie in the key vault, and settings refer to them.</summary>
internal static partial class SecretPolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph) =>
        [
            .. from resource in graph.Resources
            from text in ResourceGraph.Strings(resource.Inputs)
            where Secret().IsMatch(text)
            select $"{resource.Name}: {text[..Math.Min(20, text.Length)]}…",
            .. from app in graph.Of("web:WebApp")
            from setting in ((System.Collections.IEnumerable?)app.Input("siteConfig.appSettings"))?.Cast<
                IReadOnlyDictionary<string, object>
            >() ?? []
            where
                Name().IsMatch((string)setting["name"])
                && !((string)setting["value"]).StartsWith("@Microsoft.KeyVault(", StringComparison.Ordinal)
            select $"{app.Name}: the setting {setting["name"]} is not a reference to the key vault",
            .. from app in graph.Of("app:ContainerApp").Concat(graph.Of("app:Job"))
            where app.Input("configuration.secrets") is not null
            select $"{app.Name}: configuration.secrets",
        ];

    [GeneratedRegex(@"AccountKey=|SharedAccessKey=|[?&]sig=|[?&]code=|Password=|BEGIN [A-Z ]*PRIVATE KEY", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex("secret|password|apikey|token$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
