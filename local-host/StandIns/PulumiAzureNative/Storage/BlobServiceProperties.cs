namespace Pulumi.AzureNative.Storage;

[AzureNativeResourceType("azure-native:storage:BlobServiceProperties")]
public class BlobServiceProperties : CustomResource
{
    public BlobServiceProperties(string name, BlobServicePropertiesArgs args, CustomResourceOptions? options = null)
        : base("azure-native:storage:BlobServiceProperties", name, args ?? new BlobServicePropertiesArgs(), options)
    {
    }
}
