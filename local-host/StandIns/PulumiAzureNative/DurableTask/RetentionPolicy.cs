namespace Pulumi.AzureNative.DurableTask;

[AzureNativeResourceType("azure-native:durabletask:RetentionPolicy")]
public class RetentionPolicy : CustomResource
{
    public RetentionPolicy(string name, RetentionPolicyArgs args, CustomResourceOptions? options = null)
        : base("azure-native:durabletask:RetentionPolicy", name, args ?? new RetentionPolicyArgs(), options)
    {
    }
}
