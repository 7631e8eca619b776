namespace Pulumi.AzureNative.ManagedIdentity;

[AzureNativeResourceType("azure-native:managedidentity:UserAssignedIdentity")]
public class UserAssignedIdentity : CustomResource
{
    public UserAssignedIdentity(string name, UserAssignedIdentityArgs args, CustomResourceOptions? options = null)
        : base("azure-native:managedidentity:UserAssignedIdentity", name, args ?? new UserAssignedIdentityArgs(), options)
    {
    }

    [Output("clientId")]
    public Output<string> ClientId { get; private set; } = null!;

    [Output("principalId")]
    public Output<string> PrincipalId { get; private set; } = null!;

    [Output("tenantId")]
    public Output<string> TenantId { get; private set; } = null!;
}
