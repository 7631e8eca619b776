namespace Pulumi.AzureNative.KeyVault;

[AzureNativeResourceType("azure-native:keyvault:Vault")]
public class Vault : CustomResource
{
    public Vault(string name, VaultArgs args, CustomResourceOptions? options = null)
        : base("azure-native:keyvault:Vault", name, args ?? new VaultArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
