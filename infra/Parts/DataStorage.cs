using Pulumi.AzureNative.Storage;
using Pulumi.AzureNative.Storage.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>The storage account: what lies where is <see cref="StorageLayout"/>'s to say. Reached by identity only.</summary>
public sealed class DataStorage : Part
{
    /// <summary>Holds the functions' package.</summary>
    public const string PackageContainer = "app-package";

    /// <summary>Holds events that could not be delivered.</summary>
    public const string DeadLetterContainer = "event-dead-letters";

    private readonly Dictionary<string, BlobContainer> _containers;
    private readonly Dictionary<string, Queue> _queues;

    public DataStorage(StackContext context, PrivateNetwork? network)
        : base(nameof(DataStorage), "storage")
    {
        var settings = context.Settings;
        Account = new(
            "data",
            new()
            {
                ResourceGroupName = context.GroupName,
                AccountName = context.Names.StorageAccount,
                Location = context.Location,
                Kind = Kind.StorageV2,
                Sku = new SkuArgs { Name = settings.ZoneRedundant ? SkuName.Standard_ZRS : SkuName.Standard_LRS },
                AccessTier = AccessTier.Hot,
                MinimumTlsVersion = MinimumTlsVersion.TLS1_2,
                EnableHttpsTrafficOnly = true,
                AllowSharedKeyAccess = false,
                AllowBlobPublicAccess = false,
                AllowCrossTenantReplication = false,
                DefaultToOAuthAuthentication = true,
                PublicNetworkAccess = PublicNetworkAccess.Enabled,
                // Event Grid and the platform's own logs come in as trusted services; all else through the network, or from the addresses
                // that are let in.
                NetworkRuleSet = new NetworkRuleSetArgs
                {
                    Bypass = Bypass.AzureServices,
                    DefaultAction = settings.PrivateNetwork ? DefaultAction.Deny : DefaultAction.Allow,
                    IpRules = settings.PrivateNetwork
                        ? [.. settings.AllowedAddresses.Select(address => new IPRuleArgs { IPAddressOrRange = address })]
                        : [],
                },
                Tags = context.Tags,
            },
            OwnAndProtected(settings.Production)
        );

        _ = new BlobServiceProperties(
            "data-protection",
            new()
            {
                ResourceGroupName = context.GroupName,
                AccountName = Account.Name,
                BlobServicesName = "default",
                IsVersioningEnabled = true,
                DeleteRetentionPolicy = new DeleteRetentionPolicyArgs { Enabled = true, Days = settings.Production ? 30 : 7 },
                ContainerDeleteRetentionPolicy = new DeleteRetentionPolicyArgs { Enabled = true, Days = settings.Production ? 30 : 7 },
            },
            Own
        );

        _containers = ((string[])[.. StorageLayout.Containers, PackageContainer, DeadLetterContainer]).ToDictionary(
            name => name,
            name => new BlobContainer(
                $"container-{name}",
                new()
                {
                    ResourceGroupName = context.GroupName,
                    AccountName = Account.Name,
                    ContainerName = name,
                    PublicAccess = PublicAccess.None,
                },
                Own
            )
        );

        // The runner and the functions host set messages aside that fail at every try.
        _queues = StorageLayout
            .Queues.SelectMany(name => (string[])[name, $"{name}-poison"])
            .ToDictionary(
                name => name,
                name => new Queue(
                    $"queue-{name}",
                    new()
                    {
                        ResourceGroupName = context.GroupName,
                        AccountName = Account.Name,
                        QueueName = name,
                    },
                    Own
                )
            );

        _ = new ManagementPolicy(
            "lifecycle",
            new()
            {
                ResourceGroupName = context.GroupName,
                AccountName = Account.Name,
                ManagementPolicyName = "default",
                Policy = new ManagementPolicySchemaArgs { Rules = [.. LifecycleRules.For(settings)] },
            },
            Own
        );

        network?.Connect(this, "blob", Account.Id, "privatelink.blob.core.windows.net");
        network?.Connect(this, "queue", Account.Id, "privatelink.queue.core.windows.net");
        if (settings.DurableBackend == Settings.DurableBackendKind.Storage)
        {
            network?.Connect(this, "table", Account.Id, "privatelink.table.core.windows.net");
        }

        RegisterOutputs();
    }

    public StorageAccount Account { get; }

    /// <summary>The address of the account's blobs, with a slash at the end.</summary>
    public Output<string> BlobEndpoint => Account.PrimaryEndpoints.Apply(endpoints => endpoints.Blob);

    public BlobContainer Container(string name) => _containers[name];

    public Queue Queue(string name) => _queues[name];
}
