namespace Pulumi.AzureNative.Storage;

[AzureNativeResourceType("azure-native:storage:StorageAccount")]
public class StorageAccount : CustomResource
{
    public StorageAccount(string name, StorageAccountArgs args, CustomResourceOptions? options = null)
        : base("azure-native:storage:StorageAccount", name, args ?? new StorageAccountArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    [Output("primaryEndpoints")]
    public Output<Outputs.EndpointsResponse> PrimaryEndpoints { get; private set; } = null!;
}
