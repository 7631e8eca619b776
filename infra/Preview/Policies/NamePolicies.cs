using System.Text.RegularExpressions;

namespace ServerlessML.Preview.Policies;

/// <summary>Azure's naming rules, as its resource manager documents them, of the types that are used.</summary>
public static class NamePolicies
{
    private static readonly Dictionary<string, (string Input, Regex Rule)> Rules = new()
    {
        ["resources:ResourceGroup"] = ("resourceGroupName", new(@"^[\w.()\-]{0,89}[\w()\-]$")),
        ["storage:StorageAccount"] = ("accountName", new("^[a-z0-9]{3,24}$")),
        ["storage:BlobContainer"] = ("containerName", new("^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")),
        ["storage:Queue"] = ("queueName", new("^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")),
        ["eventgrid:SystemTopic"] = ("systemTopicName", new("^[A-Za-z0-9-]{3,50}$")),
        ["eventgrid:SystemTopicEventSubscription"] = ("eventSubscriptionName", new("^[A-Za-z0-9-]{3,64}$")),
        ["web:AppServicePlan"] = ("name", new("^[A-Za-z0-9-]{1,60}$")),
        ["web:WebApp"] = ("name", new("^[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]$")),
        ["web:StaticSite"] = ("name", new("^[A-Za-z0-9-]{1,40}$")),
        ["durabletask:Scheduler"] = ("schedulerName", new("^[A-Za-z0-9-]{3,64}$")),
        ["durabletask:TaskHub"] = ("taskHubName", new("^[A-Za-z0-9-]{3,64}$")),
        ["containerregistry:Registry"] = ("registryName", new("^[A-Za-z0-9]{5,50}$")),
        ["app:ManagedEnvironment"] = ("environmentName", new("^(?!.*--)[a-z][a-z0-9-]{0,58}[a-z0-9]$")),
        ["app:Job"] = ("jobName", new("^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$")),
        ["app:ContainerApp"] = ("containerAppName", new("^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$")),
        ["keyvault:Vault"] = ("vaultName", new("^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$")),
        ["operationalinsights:Workspace"] = ("workspaceName", new("^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$")),
        ["applicationinsights:Component"] = ("resourceName", new(@"^[\w\-.()]{0,259}[\w\-()]$")),
        ["applicationinsights:Workbook"] = ("resourceName", new("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")),
        ["monitor:ActionGroup"] = ("groupShortName", new("^[A-Za-z][A-Za-z0-9]{0,11}$")),
        ["monitor:MetricAlert"] = ("ruleName", new(@"^[^*#&+:<>?@%{}\\/]{1,259}[^*#&+:<>?@%{}\\/. ]$")),
        ["monitor:ScheduledQueryRule"] = ("ruleName", new(@"^[^*#&+:<>?@%{}\\/]{1,259}[^*#&+:<>?@%{}\\/. ]$")),
        ["consumption:Budget"] = ("budgetName", new(@"^[\w\-]{1,63}$")),
        ["managedidentity:UserAssignedIdentity"] = ("resourceName", new(@"^[A-Za-z0-9][\w\-]{2,127}$")),
        ["authorization:RoleDefinition"] = ("roleDefinitionId", new("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")),
        ["network:VirtualNetwork"] = ("virtualNetworkName", new(@"^[A-Za-z0-9][\w.\-]{0,62}\w$")),
        ["network:Subnet"] = ("subnetName", new(@"^[A-Za-z0-9][\w.\-]{0,78}\w$")),
        ["network:PrivateEndpoint"] = ("privateEndpointName", new(@"^[A-Za-z0-9][\w.\-]{0,62}\w$")),
        ["machinelearningservices:Workspace"] = ("workspaceName", new(@"^[A-Za-z0-9][\w\-]{2,32}$")),
        ["machinelearningservices:OnlineEndpoint"] = ("endpointName", new("^[a-z][a-z0-9-]{1,30}[a-z0-9]$")),
    };

    // Settings of another resource, or named by Azure.
    private static readonly HashSet<string> Unnamed =
    [
        "storage:BlobServiceProperties",
        "storage:ManagementPolicy",
        "durabletask:RetentionPolicy",
        "web:WebAppAuthSettingsV2",
        "web:WebAppFtpAllowed",
        "web:WebAppScmAllowed",
        "authorization:RoleAssignment",
        "monitor:DiagnosticSetting",
        "network:PrivateDnsZoneGroup",
        "privatedns:PrivateZone",
        "privatedns:VirtualNetworkLink",
    ];

    public static IEnumerable<string> Find(ResourceGraph graph) =>
        [
            .. from resource in graph.Resources
            let type = resource.Type["azure-native:".Length..]
            where !Unnamed.Contains(type)
            let what = !Rules.TryGetValue(type, out var rule) ? $"no rule is known for names of {type}"
            : resource.Text(rule.Input) is not { } name ? $"{rule.Input} is missing"
            : rule.Rule.IsMatch(name) ? null
            : $"{rule.Input} is '{name}'"
            where what is not null
            select $"{resource.Name}: {what}",
            .. graph
                .Resources.GroupBy(resource => resource.Id, StringComparer.OrdinalIgnoreCase)
                .Where(same => same.Count() > 1)
                .Select(same => $"{string.Join(", ", same.Select(one => one.Name))}: the same resource"),
        ];
}
