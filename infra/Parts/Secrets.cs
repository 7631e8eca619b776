using Pulumi.AzureNative.KeyVault;
using Pulumi.AzureNative.KeyVault.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>The key vault. What is in it is put there by people, never by this program.</summary>
public sealed class Secrets : Part
{
    /// <summary>The secret that signs what webhooks are told.</summary>
    public const string NotifySecret = "notify-secret";

    /// <summary>The secret that seals entries of the audit log.</summary>
    public const string AuditKey = "audit-key";

    public Secrets(StackContext context, Identities identities, PrivateNetwork? network)
        : base(nameof(Secrets), "secrets")
    {
        Vault = new(
            "vault",
            new()
            {
                ResourceGroupName = context.GroupName,
                VaultName = context.Names.KeyVault,
                Location = context.Location,
                Properties = new VaultPropertiesArgs
                {
                    TenantId = identities.Functions.TenantId,
                    Sku = new SkuArgs { Family = SkuFamily.A, Name = SkuName.Standard },
                    EnableRbacAuthorization = true,
                    EnableSoftDelete = true,
                    EnablePurgeProtection = true,
                    SoftDeleteRetentionInDays = 90,
                    // Somebody must be able to set the secret: where the network is private, from the addresses that are let in.
                    PublicNetworkAccess = network is null || context.Settings.AllowedAddresses.Count > 0 ? "Enabled" : "Disabled",
                    NetworkAcls = new NetworkRuleSetArgs
                    {
                        Bypass = NetworkRuleBypassOptions.AzureServices,
                        DefaultAction = network is null ? NetworkRuleAction.Allow : NetworkRuleAction.Deny,
                        IpRules = network is null
                            ? []
                            : [.. context.Settings.AllowedAddresses.Select(address => new IPRuleArgs { Value = address })],
                    },
                },
                Tags = context.Tags,
            },
            Own
        );
        network?.Connect(this, "vault", Vault.Id, "privatelink.vaultcore.azure.net");
        RegisterOutputs();
    }

    public Vault Vault { get; }

    /// <summary>An app setting's value that the platform replaces by the secret.</summary>
    public Output<string> Reference(string secret) => Output.Format($"@Microsoft.KeyVault(VaultName={Vault.Name};SecretName={secret})");
}
