namespace Pulumi.AzureNative.Storage;

[AzureNativeResourceType("azure-native:storage:Queue")]
public class Queue : CustomResource
{
    public Queue(string name, QueueArgs args, CustomResourceOptions? options = null)
        : base("azure-native:storage:Queue", name, args ?? new QueueArgs(), options)
    {
    }
}
