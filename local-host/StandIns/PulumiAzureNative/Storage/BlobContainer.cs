namespace Pulumi.AzureNative.Storage;

[AzureNativeResourceType("azure-native:storage:BlobContainer")]
public class BlobContainer : CustomResource
{
    public BlobContainer(string name, BlobContainerArgs args, CustomResourceOptions? options = null)
        : base("azure-native:storage:BlobContainer", name, args ?? new BlobContainerArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
