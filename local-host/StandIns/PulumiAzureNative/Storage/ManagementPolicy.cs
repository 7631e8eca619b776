namespace Pulumi.AzureNative.Storage;

[AzureNativeResourceType("azure-native:storage:ManagementPolicy")]
public class ManagementPolicy : CustomResource
{
    public ManagementPolicy(string name, ManagementPolicyArgs args, CustomResourceOptions? options = null)
        : base("azure-native:storage:ManagementPolicy", name, args ?? new ManagementPolicyArgs(), options)
    {
    }
}
