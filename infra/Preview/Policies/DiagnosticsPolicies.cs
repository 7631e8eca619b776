using ServerlessML.Preview.Recording;

namespace ServerlessML.Preview.Policies;

internal static class DiagnosticsPolicies
{
    private static readonly string[] Watched =
    [
        "web:WebApp", "keyvault:Vault", "containerregistry:Registry", "app:ManagedEnvironment", "app:ContainerApp", "durabletask:Scheduler", "eventgrid:SystemTopic",
        "machinelearningservices:Workspace",
    ];

    public static IEnumerable<string> Find(ResourceGraph graph)
    {
        var watched = graph.Of("monitor:DiagnosticSetting").Where(setting => setting.Text("workspaceId") is not null).Select(setting => setting.Text("resourceUri")).ToHashSet();
        return
        [
            .. Watched.SelectMany(graph.Of).Where(resource => !watched.Contains(resource.Id)).Select(resource => $"{resource.Name}: no diagnostic setting"),
            .. from account in graph.Of("storage:StorageAccount")
               from service in (string[])["blobServices", "queueServices"]
               where !watched.Contains($"{account.Id}/{service}/default")
               select $"{account.Name}: no diagnostic setting of its {service}",
        ];
    }
}
