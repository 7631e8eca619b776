using Pulumi.AzureNative.MachineLearningServices;
using Pulumi.AzureNative.MachineLearningServices.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>Where teams want it: an Azure ML workspace to train in, and a managed online endpoint to serve from.</summary>
public sealed class MachineLearning : Part
{
    public MachineLearning(Surroundings surroundings, Identities identities, DataStorage storage, Images images, Secrets secrets, Observation observation)
        : base(nameof(MachineLearning), "azure-ml")
    {
        Workspace = new("workspace", new()
        {
            ResourceGroupName = surroundings.GroupName,
            WorkspaceName = $"mlw-{surroundings.Names.Token}",
            Location = surroundings.Location,
            FriendlyName = surroundings.Names.Plain,
            Sku = new SkuArgs { Name = "Basic" },
            Identity = new ManagedServiceIdentityArgs { Type = ManagedServiceIdentityType.SystemAssigned },
            StorageAccount = storage.Account.Id,
            KeyVault = secrets.Vault.Id,
            ContainerRegistry = images.Registry.Id,
            ApplicationInsights = observation.Insights.Id,
            // The account takes no keys.
            SystemDatastoresAuthMode = SystemDatastoresAuthMode.Identity,
            PublicNetworkAccess = PublicNetworkAccessType.Enabled,
            Tags = surroundings.Tags,
        }, Own);
        Endpoint = new("endpoint", new()
        {
            ResourceGroupName = surroundings.GroupName,
            WorkspaceName = Workspace.Name,
            EndpointName = surroundings.Names.OnlineEndpoint,
            Location = surroundings.Location,
            Identity = new ManagedServiceIdentityArgs { Type = ManagedServiceIdentityType.UserAssigned, UserAssignedIdentities = [identities.Gateway.Id] },
            Properties = new OnlineEndpointPropertiesArgs { AuthMode = EndpointAuthMode.AADToken, PublicNetworkAccess = PublicNetworkAccessType.Enabled },
            Tags = surroundings.Tags,
        }, Own);
        this.Grant(identities.Functions, BuiltInRole.AzureMlDataScientist, "workspace", Workspace.Id, surroundings);
        observation.Watch(this, "workspace", Workspace.Id);
        RegisterOutputs();
    }

    public Workspace Workspace { get; }
    public OnlineEndpoint Endpoint { get; }
}
