namespace ServerlessML.Preview.Policies;

internal static class DiagnosticsPolicies
{
    private static readonly string[] Watched =
    [
        "web:WebApp",
        "keyvault:Vault",
        "containerregistry:Registry",
        "app:ManagedEnvironment",
        "app:ContainerApp",
        "durabletask:Scheduler",
        "eventgrid:SystemTopic",
        "machinelearningservices:Workspace",
    ];

    // The categories of metrics that each type offers, as Azure Monitor's reference and the services' own pages name them. Most have one
    // for all.
    private static readonly Dictionary<string, string[]> Categories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Storage/storageAccounts/blobServices"] = ["Transaction", "Capacity"],
        ["Microsoft.Storage/storageAccounts/queueServices"] = ["Transaction", "Capacity"],
        ["Microsoft.DurableTask/schedulers"] = ["Basic"],
        ["Microsoft.Web/sites"] = ["AllMetrics"],
        ["Microsoft.KeyVault/vaults"] = ["AllMetrics"],
        ["Microsoft.ContainerRegistry/registries"] = ["AllMetrics"],
        ["Microsoft.App/managedEnvironments"] = ["AllMetrics"],
        ["Microsoft.App/containerApps"] = ["AllMetrics"],
        ["Microsoft.EventGrid/systemTopics"] = ["AllMetrics"],
        ["Microsoft.MachineLearningServices/workspaces"] = ["AllMetrics"],
    };

    public static IEnumerable<string> Find(ResourceGraph graph)
    {
        var settings = graph.Of("monitor:DiagnosticSetting").Where(setting => setting.Text("workspaceId") is not null).ToList();
        var watched = settings.Select(setting => setting.Text("resourceUri")).ToHashSet();
        return
        [
            .. Watched
                .SelectMany(graph.Of)
                .Where(resource => !watched.Contains(resource.Id))
                .Select(resource => $"{resource.Name}: no diagnostic setting"),
            .. from account in graph.Of("storage:StorageAccount")
            from service in (string[])["blobServices", "queueServices"]
            where !watched.Contains($"{account.Id}/{service}/default")
            select $"{account.Name}: no diagnostic setting of its {service}",
            .. settings.SelectMany(FindCategories),
        ];
    }

    private static IEnumerable<string> FindCategories(ResourceNode setting)
    {
        var type = AzureId.TypeOf(setting.Text("resourceUri")!);
        var known = Categories.GetValueOrDefault(type, []);
        var metrics = ((System.Collections.IEnumerable?)setting.Input("metrics"))?.Cast<IReadOnlyDictionary<string, object>>() ?? [];
        return metrics
            .Select(metric => (string)metric["category"])
            .Where(category => !known.Contains(category))
            .Select(category =>
                $"{setting.Name}: {type} is not known to have metrics of the category {category}, but of "
                + $"{(known.Length == 0 ? "none" : string.Join(", ", known))}"
            );
    }
}
