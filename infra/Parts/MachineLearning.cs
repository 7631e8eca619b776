using Pulumi.AzureNative.MachineLearningServices;
using Pulumi.AzureNative.MachineLearningServices.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>Where teams want it: an Azure ML workspace to train in, and a managed online endpoint to serve from.</summary>
public sealed class MachineLearning : Part
{
    public MachineLearning(
        StackContext context,
        Identities identities,
        DataStorage storage,
        Images images,
        Secrets secrets,
        Observation observation
    )
        : base(nameof(MachineLearning), "azure-ml")
    {
        Workspace = new(
            "workspace",
            new()
            {
                ResourceGroupName = context.GroupName,
                WorkspaceName = $"mlw-{context.Names.Token}",
                Location = context.Location,
                FriendlyName = context.Names.Plain,
                Sku = new SkuArgs { Name = "Basic" },
                Identity = new ManagedServiceIdentityArgs { Type = ManagedServiceIdentityType.SystemAssigned },
                StorageAccount = storage.Account.Id,
                KeyVault = secrets.Vault.Id,
                ContainerRegistry = images.Registry.Id,
                ApplicationInsights = observation.Insights.Id,
                // The account takes no keys.
                SystemDatastoresAuthMode = SystemDatastoresAuthMode.Identity,
                PublicNetworkAccess = PublicNetworkAccessType.Enabled,
                Tags = context.Tags,
            },
            Own
        );
        Endpoint = new(
            "endpoint",
            new()
            {
                ResourceGroupName = context.GroupName,
                WorkspaceName = Workspace.Name,
                EndpointName = context.Names.OnlineEndpoint,
                Location = context.Location,
                Identity = new ManagedServiceIdentityArgs
                {
                    Type = ManagedServiceIdentityType.UserAssigned,
                    UserAssignedIdentities = [identities.Gateway.Id],
                },
                Properties = new OnlineEndpointPropertiesArgs
                {
                    AuthMode = EndpointAuthMode.AADToken,
                    PublicNetworkAccess = PublicNetworkAccessType.Enabled,
                },
                Tags = context.Tags,
            },
            Own
        );
        this.Grant(identities.Functions, BuiltInRole.AzureMlDataScientist, "workspace", Workspace.Id, context);
        observation.Watch(this, "workspace", Workspace.Id);
        RegisterOutputs();
    }

    public Workspace Workspace { get; }
    public OnlineEndpoint Endpoint { get; }
}
