using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ServerlessML.Preview.Recording;

/// <summary>The id that Azure would give a resource, from the names among its inputs.</summary>
public static partial class AzureId
{
    private static readonly Dictionary<string, string> Forms = new()
    {
        ["resources:ResourceGroup"] = "",
        ["storage:StorageAccount"] = "Microsoft.Storage/storageAccounts/{accountName}",
        ["storage:BlobServiceProperties"] = "Microsoft.Storage/storageAccounts/{accountName}/blobServices/{blobServicesName}",
        ["storage:BlobContainer"] = "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
        ["storage:Queue"] = "Microsoft.Storage/storageAccounts/{accountName}/queueServices/default/queues/{queueName}",
        ["storage:ManagementPolicy"] = "Microsoft.Storage/storageAccounts/{accountName}/managementPolicies/{managementPolicyName}",
        ["eventgrid:SystemTopic"] = "Microsoft.EventGrid/systemTopics/{systemTopicName}",
        ["eventgrid:SystemTopicEventSubscription"] =
            "Microsoft.EventGrid/systemTopics/{systemTopicName}/eventSubscriptions/{eventSubscriptionName}",
        ["web:AppServicePlan"] = "Microsoft.Web/serverfarms/{name}",
        ["web:WebApp"] = "Microsoft.Web/sites/{name}",
        ["web:WebAppAuthSettingsV2"] = "Microsoft.Web/sites/{name}/config/authsettingsV2",
        ["web:WebAppFtpAllowed"] = "Microsoft.Web/sites/{name}/basicPublishingCredentialsPolicies/ftp",
        ["web:WebAppScmAllowed"] = "Microsoft.Web/sites/{name}/basicPublishingCredentialsPolicies/scm",
        ["web:StaticSite"] = "Microsoft.Web/staticSites/{name}",
        ["durabletask:Scheduler"] = "Microsoft.DurableTask/schedulers/{schedulerName}",
        ["durabletask:TaskHub"] = "Microsoft.DurableTask/schedulers/{schedulerName}/taskHubs/{taskHubName}",
        ["durabletask:RetentionPolicy"] = "Microsoft.DurableTask/schedulers/{schedulerName}/retentionPolicies/default",
        ["containerregistry:Registry"] = "Microsoft.ContainerRegistry/registries/{registryName}",
        ["app:ManagedEnvironment"] = "Microsoft.App/managedEnvironments/{environmentName}",
        ["app:Job"] = "Microsoft.App/jobs/{jobName}",
        ["app:ContainerApp"] = "Microsoft.App/containerApps/{containerAppName}",
        ["keyvault:Vault"] = "Microsoft.KeyVault/vaults/{vaultName}",
        ["operationalinsights:Workspace"] = "Microsoft.OperationalInsights/workspaces/{workspaceName}",
        ["applicationinsights:Component"] = "Microsoft.Insights/components/{resourceName}",
        ["applicationinsights:Workbook"] = "Microsoft.Insights/workbooks/{resourceName}",
        ["monitor:ActionGroup"] = "Microsoft.Insights/actionGroups/{actionGroupName}",
        ["monitor:MetricAlert"] = "Microsoft.Insights/metricAlerts/{ruleName}",
        ["monitor:ScheduledQueryRule"] = "Microsoft.Insights/scheduledQueryRules/{ruleName}",
        ["consumption:Budget"] = "Microsoft.Consumption/budgets/{budgetName}",
        ["managedidentity:UserAssignedIdentity"] = "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
        ["network:VirtualNetwork"] = "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
        ["network:Subnet"] = "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
        ["network:PrivateEndpoint"] = "Microsoft.Network/privateEndpoints/{privateEndpointName}",
        ["network:PrivateDnsZoneGroup"] =
            "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        ["privatedns:PrivateZone"] = "Microsoft.Network/privateDnsZones/{privateZoneName}",
        ["privatedns:VirtualNetworkLink"] =
            "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
        ["machinelearningservices:Workspace"] = "Microsoft.MachineLearningServices/workspaces/{workspaceName}",
        ["machinelearningservices:OnlineEndpoint"] =
            "Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints/{endpointName}",
    };

    /// <exception cref="InvalidOperationException">The type is not known here, or a name is missing among the inputs.</exception>
    public static string Of(string type, string resource, ImmutableDictionary<string, object> inputs)
    {
        var token = type["azure-native:".Length..];
        // These hang on another resource.
        switch (token)
        {
            case "authorization:RoleAssignment":
                return $"{inputs["scope"]}/providers/Microsoft.Authorization/roleAssignments/{resource}";
            case "authorization:RoleDefinition":
                return $"/subscriptions/{RecordingMocks.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{inputs["roleDefinitionId"]}";
            case "monitor:DiagnosticSetting":
                return $"{inputs["resourceUri"]}/providers/Microsoft.Insights/diagnosticSettings/{inputs["name"]}";
        }

        if (!Forms.TryGetValue(token, out var form))
        {
            throw new InvalidOperationException($"The preview does not know what an id of {type} looks like: add it to {nameof(AzureId)}.");
        }

        // A resource group's own name, and that in which all others lie; a budget's scope is the group.
        var group =
            inputs.GetValueOrDefault("resourceGroupName") as string ?? (inputs.GetValueOrDefault("scope") as string)?.Split('/')[^1];
        var root = $"/subscriptions/{RecordingMocks.Subscription}/resourceGroups/{group}";
        if (form.Length == 0)
        {
            return root;
        }

        var place = Name().Replace(form, match => inputs.GetValueOrDefault(match.Groups[1].Value) as string ?? throw Missing(match));
        return $"{root}/providers/{place}";

        InvalidOperationException Missing(Match match) =>
            new($"{type} {resource}: the input {match.Groups[1].Value} is missing, so Azure's name of it would be Pulumi's to choose.");
    }

    /// <summary>The type of a resource in Azure's words, such as <c>Microsoft.App/jobs</c>.</summary>
    public static string TypeOf(string id)
    {
        var at = id.LastIndexOf("/providers/", StringComparison.Ordinal);
        if (at < 0)
        {
            return "Microsoft.Resources/resourceGroups";
        }

        var parts = id[(at + "/providers/".Length)..].Split('/');
        return $"{parts[0]}/{string.Join('/', parts.Skip(1).Where((_, index) => index % 2 == 0))}";
    }

    /// <summary>The inputs that are in the resource's address, and not in what is sent there.</summary>
    public static IReadOnlySet<string> InAddress(string type)
    {
        HashSet<string> names = ["resourceGroupName", "scope", "resourceUri"];
        names.UnionWith(
            type switch
            {
                "azure-native:authorization:RoleDefinition" => ["roleDefinitionId"],
                "azure-native:monitor:DiagnosticSetting" => ["name"],
                _ => Forms.TryGetValue(type["azure-native:".Length..], out var form)
                    ? Name().Matches(form).Select(match => match.Groups[1].Value)
                    : [],
            }
        );
        return names;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Name();
}
